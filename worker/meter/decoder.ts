import iced from 'iced-x86';
import type { InstructionClass } from '#protocol/counters';

/** What an instruction is. */
export interface Decoded {
  readonly class: InstructionClass;
  /** In lower case; `(bad)` where the bytes are none. */
  readonly mnemonic: string;
  /** Bytes that it was decoded from. */
  readonly length: number;
}

const { Decoder, DecoderOptions, FlowControl, Mnemonic, CpuidFeature } = iced;

/** Makes `decode` ready; can be tried again after a failure. */
export async function loadDecoder(): Promise<void> {
  // Safe: in Node there is no such function, and in browsers `vite.config.ts` puts it there.
  await (iced as { readonly fetchWasm?: () => Promise<void> }).fetchWasm?.();
}

/** Decodes the instruction at the beginning of `bytes`. `bits`: of the code segment. */
export function decode(bytes: Uint8Array, bits: 16 | 32): Decoded {
  const decoder = new Decoder(bits, bytes, DecoderOptions.None);
  const instruction = decoder.decode();
  try {
    if (instruction.isInvalid) {
      return { class: 'notDecoded', mnemonic: '(bad)', length: bytes.length };
    }
    // Safe: an enumeration of TypeScript's, which maps numbers to names.
    const mnemonic = (Mnemonic[instruction.mnemonic] as string).toLowerCase();
    return { class: classOf(mnemonic, instruction), mnemonic, length: instruction.length };
  } finally {
    instruction.free();
    decoder.free();
  }
}

type Instruction = InstanceType<typeof iced.Instruction>;

/** Classes that a mnemonic alone decides; the first pattern that fits. */
const BY_MNEMONIC: readonly (readonly [InstructionClass, RegExp])[] = [
  ['systemCall', /^(int|int1|int3|into|syscall|sysret|sysenter|sysexit|iret[dq]?)$/],
  ['io', /^(in|out|ins[bwd]|outs[bwd])$/],
  // Unprivileged, and yet they show or change what a monitor must hide (Robin and Irvine, 2000).
  ['sensitive', /^(pushf[dq]?|popf[dq]?|sgdt|sidt|sldt|str|smsw|lar|lsl|verr|verw)$/],
  [
    'privileged',
    /^(hlt|cli|sti|clts|lgdt|lidt|lldt|ltr|lmsw|invlpg|invd|wbinvd|rdmsr|wrmsr|rdpmc)$/,
  ],
  ['compare', /^(cmp|test|bt)$/],
  ['stack', /^(push|pop|pusha[dw]?|popa[dw]?|enter|leave)$/],
  ['arithmetic', /^(add|adc|sub|sbb|inc|dec|neg|i?mul|i?div|xadd|da[as]|aa[adms]|cbw|cwde?|cdq)$/],
  ['logic', /^(and|or|xor|not|sh[lr]d?|sa[lr]|ro[lr]|rc[lr]|bs[fr]|bt[src]|bswap|popcnt)$/],
  ['move', /^(mov|mov[sz]x|lea|xchg|cmov.*|set.*|xlatb?|cmpxchg.*|[ls]ahf|l[defgs]s)$/],
];

function classOf(mnemonic: string, instruction: Instruction): InstructionClass {
  if (movesSystemRegister(mnemonic, instruction)) return 'privileged';
  if (instruction.isStringInstruction && !/^(ins|outs)/.test(mnemonic)) return 'string';
  const named = BY_MNEMONIC.find(([, pattern]) => pattern.test(mnemonic))?.[0];
  if (named !== undefined) return named;
  switch (instruction.flowControl) {
    case FlowControl.Call:
    case FlowControl.IndirectCall:
    case FlowControl.Return:
      return 'call';
    case FlowControl.UnconditionalBranch:
    case FlowControl.IndirectBranch:
    case FlowControl.ConditionalBranch:
      return 'jump';
    default:
      return byFeature([...instruction.cpuidFeatures()]);
  }
}

/** MOV from or to a control, debug or test register. */
function movesSystemRegister(mnemonic: string, instruction: Instruction): boolean {
  return mnemonic === 'mov' && instruction.isPrivileged;
}

function byFeature(features: readonly number[]): InstructionClass {
  const names = features.map((feature) => CpuidFeature[feature] ?? '');
  if (names.some((name) => /^(MMX|SSE|AVX)/.test(name))) return 'vector';
  if (names.some((name) => /^FPU/.test(name))) return 'float';
  return 'other';
}
