/** One way in which bytes go bad. */
export type Mutation = 'flip' | 'cut' | 'swap' | 'extend' | 'fill';

const MUTATIONS: readonly Mutation[] = ['flip', 'cut', 'swap', 'extend', 'fill'];

/** Damages a copy of some bytes, as the numbers decide. */
export function mutated(bytes: Uint8Array, next: () => number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const mutation = MUTATIONS[next() % MUTATIONS.length] ?? 'flip';
  const at = next() % Math.max(1, copy.length);
  switch (mutation) {
    case 'flip':
      copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8));
      return copy;
    case 'cut':
      return copy.slice(0, at);
    case 'swap': {
      const length = 1 + (next() % 64);
      const other = next() % Math.max(1, copy.length - length);
      const taken = bytes.slice(at, at + length);
      copy.copyWithin(at, other, other + length);
      copy.set(taken.subarray(0, Math.max(0, copy.length - other)), other);
      return copy;
    }
    case 'extend': {
      const longer = new Uint8Array(copy.length + 1 + (next() % 4096));
      longer.set(copy);
      return longer;
    }
    case 'fill':
      return copy.fill(next() & 0xff, at, at + 1 + (next() % 4096));
  }
}

/** Changes one value somewhere in a JSON text's value, to something that may or may not fit there. */
export function mutatedJson(json: string, next: () => number): unknown {
  const root: unknown = JSON.parse(json);
  let holder: unknown = root;
  for (;;) {
    if (typeof holder !== 'object' || holder === null) return root;
    // Safe: keys of the object itself, and its values are unknown.
    const values = holder as Record<string, unknown>;
    const keys = Object.keys(values);
    const key = keys[next() % Math.max(1, keys.length)];
    if (key === undefined) return root;
    const value = values[key];
    if (typeof value === 'object' && value !== null && next() % 5 !== 0) {
      holder = value;
      continue;
    }
    if (next() % 6 === 0) delete values[key];
    else values[key] = replacement(value, next);
    return root;
  }
}

function replacement(value: unknown, next: () => number): unknown {
  const choices = [
    null,
    -1,
    0,
    1,
    0.5,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    '__proto__',
    'x'.repeat(5000),
    [],
    {},
    [value, value],
    true,
    typeof value === 'number' ? value + 1 : value,
    typeof value === 'number' ? value * 1000 : value,
  ];
  return choices[next() % choices.length];
}
