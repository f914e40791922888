/** Something that was read does not have the shape it must have; the message says what, without a full stop. */
export class Wrong extends Error {}

/** Reads an object. */
export function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Wrong(`${what} is not an object`);
  }
  // Safe: it is an object, and its members are unknown.
  return value as Record<string, unknown>;
}

/** Reads a list of at most so many entries. */
export function list(value: unknown, what: string, atMost: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new Wrong(`${what} is not a list`);
  if (value.length > atMost) throw new Wrong(`${what} has more than ${atMost} entries`);
  return value;
}

/** Reads a whole number within bounds, both included. */
export function whole(value: unknown, what: string, atLeast: number, atMost: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new Wrong(`${what} is not a whole number`);
  }
  if (value < atLeast || value > atMost) {
    throw new Wrong(`${what} is ${value}, not from ${atLeast} to ${atMost}`);
  }
  return value;
}

/** Reads a number from 0 to a bound, fractions allowed. */
export function amount(value: unknown, what: string, atMost: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= atMost)) {
    throw new Wrong(`${what} is not a number from 0 to ${atMost}`);
  }
  return value;
}

/** Reads a text that is more than blanks, of at most so many characters. */
export function name(value: unknown, what: string, atMost: number): string {
  const known = text(value, what, atMost);
  if (known.trim() === '') throw new Wrong(`${what} is empty`);
  return known;
}

/** Reads a text of at most so many characters. */
export function text(value: unknown, what: string, atMost = 1024): string {
  if (typeof value !== 'string') throw new Wrong(`${what} is not a text`);
  if (value.length > atMost) throw new Wrong(`${what} is longer than ${atMost} characters`);
  return value;
}

/** Reads a snapshot's id. */
export function id(value: unknown, what: string): string {
  if (typeof value === 'string' && /^[\w-]{1,100}$/.test(value)) return value;
  throw new Wrong(`${what} is not an id`);
}

/** Reads a digest of 256 bits in hexadecimal. */
export function digest(value: unknown, what: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
    throw new Wrong(`${what} is not a digest`);
  }
  return value;
}

/** Reads one of a few texts. */
export function oneOf<Choice extends string>(
  value: unknown,
  what: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Wrong(`${what} is none of ${choices.join(', ')}`);
  return found;
}
