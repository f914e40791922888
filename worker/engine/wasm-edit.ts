/** A change of one function: gets its code after the declarations of locals, returns the new one, or null where it does not fit. */
export type CodeEdit = (code: Uint8Array) => Uint8Array | null;

/** Section ids of the WebAssembly core specification, 5.5.2. */
const SECTION = { custom: 0, import: 2, export: 7, code: 10 } as const;

const FUNCTION = 0;
const FUNCTION_NAMES = 1;
const HEADER_BYTES = 8;

const utf8 = new TextDecoder();

interface Section {
  readonly id: number;
  /** Of its id byte. */
  readonly start: number;
  readonly contents: number;
  readonly end: number;
}

/**
 * A copy of a wasm module with some functions changed. They are found by how their names end, among the exports and in the
 * `name` section; the names of those that are not there once, or whose edit does not fit, are returned instead.
 */
export function withEditedFunctions(
  wasm: Uint8Array<ArrayBuffer>,
  edits: ReadonlyMap<string, CodeEdit>,
): Uint8Array<ArrayBuffer> | readonly string[] {
  const sections = [...readSections(wasm)];
  const code = sections.find(({ id }) => id === SECTION.code);
  const names = functionNames(wasm, sections, edits.keys());
  const unknown = [...edits.keys()].filter((name) => typeof names.get(name) !== 'number');
  if (code === undefined || unknown.length > 0) return unknown;
  const byIndex = new Map<number, { name: string; edit: CodeEdit }>();
  for (const [name, edit] of edits) byIndex.set(names.get(name) ?? -1, { name, edit });
  const contents = editCode(wasm, code, importedFunctions(wasm, sections), byIndex);
  if (!('length' in contents)) return [contents.misfit];
  const size = leb128(contents.length);
  const before = wasm.subarray(0, code.start);
  return joined([before, Uint8Array.of(code.id), size, contents, wasm.subarray(code.end)]);
}

/** An unsigned LEB128. */
export function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Uint8Array.from([...bytes, rest]);
}

/** All in a row. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function editCode(
  wasm: Uint8Array<ArrayBuffer>,
  section: Section,
  firstIndex: number,
  edits: ReadonlyMap<number, { name: string; edit: CodeEdit }>,
): Uint8Array<ArrayBuffer> | { readonly misfit: string } {
  const reader = new Reader(wasm, section.contents);
  const count = reader.number();
  const parts: Uint8Array[] = [leb128(count)];
  let copied = reader.at;
  for (let index = firstIndex; index < firstIndex + count; index++) {
    const start = reader.at;
    const size = reader.number();
    const body = reader.at;
    reader.at = body + size;
    const found = edits.get(index);
    if (found === undefined) continue;
    const codeAt = afterLocals(wasm, body);
    const edited = found.edit(wasm.subarray(codeAt, body + size));
    if (edited === null) return { misfit: found.name };
    const locals = wasm.subarray(body, codeAt);
    parts.push(wasm.subarray(copied, start), leb128(locals.length + edited.length), locals, edited);
    copied = reader.at;
  }
  return joined([...parts, wasm.subarray(copied, section.end)]);
}

function afterLocals(wasm: Uint8Array<ArrayBuffer>, body: number): number {
  const reader = new Reader(wasm, body);
  const groups = reader.number();
  for (let group = 0; group < groups; group++) {
    reader.number();
    reader.at++;
  }
  return reader.at;
}

function* readSections(wasm: Uint8Array<ArrayBuffer>): Generator<Section> {
  const reader = new Reader(wasm, HEADER_BYTES);
  while (reader.at < wasm.length) {
    const start = reader.at;
    const id = wasm[reader.at++] ?? 0;
    const size = reader.number();
    const contents = reader.at;
    reader.at += size;
    yield { id, start, contents, end: reader.at };
  }
}

function importedFunctions(wasm: Uint8Array<ArrayBuffer>, sections: readonly Section[]): number {
  const section = sections.find(({ id }) => id === SECTION.import);
  if (section === undefined) return 0;
  const compiled = new Reader(wasm, section.contents);
  let functions = 0;
  for (let left = compiled.number(); left > 0; left--) {
    compiled.text();
    compiled.text();
    if (compiled.importDescription() === FUNCTION) functions++;
  }
  return functions;
}

/** The indices of functions by their exported names, or by how their own, mangled, end; null where several have one. */
function functionNames(
  wasm: Uint8Array<ArrayBuffer>,
  sections: readonly Section[],
  wanted: Iterable<string>,
): ReadonlyMap<string, number | null> {
  const names = new Map<string, number | null>();
  const exported = new Map(exportedFunctions(wasm, sections));
  const endings = new Map<string, string>();
  for (const name of wanted) {
    const index = exported.get(name);
    if (index === undefined) endings.set(mangled(name), name);
    else names.set(name, index);
  }
  const lastBytes = new Set(
    [...endings.keys()].map((ending) => ending.charCodeAt(ending.length - 1)),
  );
  for (const [own, index] of nameSection(wasm, sections, lastBytes)) {
    for (const [ending, name] of endings) {
      if (own.endsWith(ending)) names.set(name, names.has(name) ? null : index);
    }
  }
  return names;
}

/** `cpu::cpu::iret` as Rust mangles it in v86's crate: each part after its length. */
function mangled(path: string): string {
  const parts = path
    .split('::')
    .map((part) => `${part.length}${/^[\d_]/.test(part) ? '_' : ''}${part}`);
  return `_3v86${parts.join('')}`;
}

function* exportedFunctions(
  wasm: Uint8Array<ArrayBuffer>,
  sections: readonly Section[],
): Generator<[name: string, index: number]> {
  const section = sections.find(({ id }) => id === SECTION.export);
  if (section === undefined) return;
  const reader = new Reader(wasm, section.contents);
  for (let left = reader.number(); left > 0; left--) {
    const name = reader.text();
    const kind = wasm[reader.at++];
    const index = reader.number();
    if (kind === FUNCTION) yield [name, index];
  }
}

/** The functions' own names, those that end with one of some bytes: reading them all takes milliseconds. */
function* nameSection(
  wasm: Uint8Array<ArrayBuffer>,
  sections: readonly Section[],
  lastBytes: ReadonlySet<number>,
): Generator<[name: string, index: number]> {
  for (const section of sections) {
    if (section.id !== SECTION.custom) continue;
    const reader = new Reader(wasm, section.contents);
    if (reader.text() !== 'name') continue;
    while (reader.at < section.end) {
      const kind = wasm[reader.at++];
      const end = reader.number() + reader.at;
      if (kind === FUNCTION_NAMES) {
        for (let left = reader.number(); left > 0; left--) {
          const index = reader.number();
          const start = reader.at;
          const length = reader.number();
          reader.at += length;
          const last = wasm[reader.at - 1] ?? 0;
          if (lastBytes.has(last)) yield [new Reader(wasm, start).text(), index];
        }
      }
      reader.at = end;
    }
  }
}

/** Reads a module's binary format (WebAssembly core specification, chapter 5). */
class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  text(): string {
    const length = this.number();
    const bytes = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return utf8.decode(bytes);
  }

  /** Passes over what an import is, and returns its kind. */
  importDescription(): number {
    const kind = this.#bytes[this.at++] ?? 0;
    if (kind === 1) this.at++;
    if (kind === FUNCTION) this.number();
    else if (kind === 3) this.at += 2;
    else this.#limits();
    return kind;
  }

  #limits(): void {
    const flags = this.#bytes[this.at++] ?? 0;
    this.number();
    if (flags & 1) this.number();
  }
}
