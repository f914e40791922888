import type { InstructionClass } from '#protocol/counters';

/** What each class of instructions is called. */
export const INSTRUCTION_WORDS: Readonly<Record<InstructionClass, string>> = {
  move: 'Move data',
  stack: 'Stack',
  arithmetic: 'Arithmetic',
  logic: 'Logic and shifts',
  compare: 'Compare and test',
  jump: 'Jump',
  call: 'Call and return',
  string: 'String',
  float: 'Floating point',
  vector: 'Vector',
  io: 'Port I/O',
  privileged: 'Privileged',
  sensitive: 'Sensitive',
  systemCall: 'System call',
  other: 'Other',
  notDecoded: 'Not decoded',
};
