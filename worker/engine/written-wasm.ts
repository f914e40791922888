import { CELLS } from './counting-cells.ts';
import { CPU_STATE, TLB } from './v86-parts.ts';
import { constant, load, local, OP, storeByteAt, when } from './wasm-code.ts';
import { type CodeEdit, joined } from './wasm-edit.ts';
import { type Code, replacing } from './wasm-replace.ts';

const PAGE_SHIFT = 12;

/** Notes that the page of guest RAM with the number `page` may be written; other pages, and before there is a map, nothing. */
const note = (page: Code): Code => [
  ...load(CELLS.writtenMap),
  ...when([
    ...page,
    ...[...load(CPU_STATE.memorySize), ...constant(PAGE_SHIFT), OP.shiftRight],
    OP.lessUnsigned,
    ...when([...load(CELLS.writtenMap), ...page, OP.add, ...constant(1), ...storeByteAt(0)]),
  ]),
];

const holdTranslation: Code = [
  ...[...local(6), ...constant(2), OP.shiftLeft, ...local(8)],
  // The linker pads what it has put in.
  ...[OP.store, 2, ...TLB.entriesInCode],
];

/**
 * `do_page_walk(address, for_writing, ...)` alone puts translations where compiled code and the interpreter look for them, and
 * lets them be written through only if the walk was for writing. In local 2 is the physical address of the page.
 */
export const noteTranslationsForWriting: CodeEdit = replacing([
  {
    found: holdTranslation,
    by: [
      ...local(1),
      ...when(note([...local(2), ...constant(PAGE_SHIFT), OP.shiftRight])),
      ...holdTranslation,
    ],
  },
]);

/**
 * `jit_dirty_page_ctx(ctx, page)`: all that writes to a page of RAM without such a translation, devices among them, tells the
 * compiler so, which may have compiled what is there.
 */
export const noteDirtyPages: CodeEdit = (body) => joined([Uint8Array.from(note(local(1))), body]);
