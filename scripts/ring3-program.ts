import iced from 'iced-x86';
import { Assembler } from '../worker/node/test-guest/assembler.ts';

/** Where Linux loads the program. */
const ORIGIN = 0x08048000;

/** An ELF header and one program header. */
const HEADERS_BYTES = 52 + 32;

/** Each line is a name and eight digits. */
const LINES = ['smsw   ', 'sgdt   ', 'pushf  ', 'popf   '].map((name) => `${name}........\n`);
const LINE_BYTES = 16;
const DIGITS = 8;

/** A program as it lies in a file, and what it executes, one instruction a line. */
export interface Ring3Program {
  readonly bytes: Uint8Array;
  readonly listing: readonly string[];
}

/**
 * A static program for 32-bit Linux. It asks the processor for the machine's state, which needs no privilege on x86, and
 * writes the answers as hexadecimal digits; with an argument it executes CLI instead, which does need one.
 */
export function ring3Program(): Ring3Program {
  const { code, text } = assemble();
  const elf = elfHeader(HEADERS_BYTES + code.length);
  return { bytes: Uint8Array.from([...elf, ...code]), listing: listingOf(code.subarray(0, text)) };
}

/** The code with its texts, and where the texts begin. */
function assemble(): { code: Uint8Array; text: number } {
  const asm = new Assembler(ORIGIN + HEADERS_BYTES);
  const start = asm.here;
  asm
    .code(0x83, 0x3c, 0x24, 0x01) // cmp dword [esp], 1: the number of arguments
    .short(0x75, 'privileged') // jne
    .code(0xbd)
    .address('hex', 4) // mov ebp, hex
    .code(0xbf)
    .address('answers', 4) // mov edi, answers
    .code(0x0f, 0x01, 0xe0) // smsw eax
    .code(0xff, 0xd5) // call ebp: writes to the page, which makes it the program's own before SGDT, which thus executes once
    .code(0x0f, 0x01, 0x05)
    .address('table', 4) // sgdt [table]
    .code(0xa1)
    .address('base', 4) // mov eax, [base]
    .code(0xff, 0xd5)
    .code(0x9c, 0x58) // pushf; pop eax
    .code(0xff, 0xd5)
    .code(0x9c) // pushf
    .code(0x81, 0x24, 0x24, 0xff, 0xfd, 0xff, 0xff) // and dword [esp], not 200h: interrupts off
    .code(0x9d) // popf
    .code(0x9c, 0x58)
    .code(0xff, 0xd5)
    .code(0x6a, 0x04, 0x58) // push 4; pop eax: write
    .code(0x6a, 0x01, 0x5b) // push 1; pop ebx: standard output
    .code(0xb9)
    .address('lines', 4) // mov ecx, lines
    .code(0x6a, LINES.length * LINE_BYTES, 0x5a) // push n; pop edx
    .code(0xcd, 0x80)
    .label('exit')
    .code(0x6a, 0x01, 0x58) // push 1; pop eax: exit
    .code(0x31, 0xdb) // xor ebx, ebx
    .code(0xcd, 0x80)
    .label('privileged')
    .code(0xfa) // cli
    .short(0xeb, 'exit') // jmp
    .label('hex')
    .code(0x6a, DIGITS, 0x59) // push 8; pop ecx
    .label('digit')
    .code(0xc1, 0xc0, 0x04) // rol eax, 4
    .code(0x89, 0xc2) // mov edx, eax
    .code(0x83, 0xe2, 0x0f) // and edx, 15
    .code(0x8a, 0x92)
    .address('digits', 4) // mov dl, [edx + digits]
    .code(0x88, 0x17) // mov [edi], dl
    .code(0x47) // inc edi
    .short(0xe2, 'digit') // loop
    .code(0x83, 0xc7, LINE_BYTES - DIGITS) // add edi, the way to the next answer
    .code(0xc3); // ret
  const text = asm.here - start;
  asm
    .label('digits')
    .code(...ascii('0123456789abcdef'))
    .label('lines')
    .code(...ascii(LINES[0]?.slice(0, -DIGITS - 1) ?? ''))
    .label('answers')
    .code(...ascii(LINES.join('').slice(LINE_BYTES - DIGITS - 1)))
    // Behind the table's limit of two bytes lies its base.
    .label('table')
    .word(0)
    .label('base')
    .double(0);
  return { code: asm.assemble(), text };
}

/** One segment, which is the file as it is: to be read, written and executed. */
function elfHeader(fileBytes: number): Uint8Array {
  return new Assembler()
    .code(0x7f, ...ascii('ELF'), 1, 1, 1, 0)
    .double(0)
    .double(0)
    .word(2) // executable
    .word(3) // i386
    .double(1)
    .double(ORIGIN + HEADERS_BYTES)
    .double(52) // the program header's place
    .double(0)
    .double(0)
    .word(52)
    .word(32)
    .word(1)
    .word(0)
    .word(0)
    .word(0)
    .double(1) // to be loaded
    .double(0)
    .double(ORIGIN)
    .double(ORIGIN)
    .double(fileBytes)
    .double(fileBytes)
    .double(7)
    .double(0x1000)
    .assemble();
}

const ascii = (text: string) => [...new TextEncoder().encode(text)];

function listingOf(code: Uint8Array): string[] {
  const decoder = new iced.Decoder(32, code, iced.DecoderOptions.None);
  decoder.ip = BigInt(ORIGIN + HEADERS_BYTES);
  const formatter = new iced.Formatter(iced.FormatterSyntax.Nasm);
  const lines: string[] = [];
  while (decoder.canDecode) {
    const instruction = decoder.decode();
    const address = Number(instruction.ip).toString(16).padStart(8, '0');
    lines.push(`${address}  ${formatter.format(instruction)}`);
    instruction.free();
  }
  formatter.free();
  decoder.free();
  return lines;
}

/** The module of the page that has the program. */
export function ring3Module({ bytes, listing }: Ring3Program): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const chunks = hex.match(/.{1,92}/g) ?? [];
  const lines = (texts: readonly string[]) => texts.map((text) => `  '${text}',\n`).join('');
  return `// Written by \`tsx scripts/ring3.ts\`.

/** A program for 32-bit Linux, in hexadecimal digits: \`scripts/ring3-program.ts\` says what it does. */
export const RING3_PROGRAM = [
${lines(chunks)}].join('');

/** What it executes. */
export const RING3_LISTING: readonly string[] = [
${lines(listing)}];
`;
}

/** Where it lies. */
export const RING3_MODULE_FILE = new URL(
  '../app/inside/experiments/ring3-program.ts',
  import.meta.url,
);
