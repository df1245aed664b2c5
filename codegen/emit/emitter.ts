import type { Catalog } from '../ir.js';
import type { Memory } from '../memory.js';

/** A file to write, its path relative to the output folder, with forward slashes. */
export interface OutFile {
  readonly path: string;
  readonly text: string;
  /** Of the text, where it is known: see `digest`. */
  readonly digest?: string;
}

/** Text out of meaning: pure, and never sees the disk. To add one: a file here and a line in `index.ts`. */
export interface Emitter {
  readonly name: string;
  /** What follows from one tool alone may come from `memory`. */
  emit(catalog: Catalog, memory: Memory): readonly OutFile[] | Promise<readonly OutFile[]>;
}
