import type { Catalog } from '../ir.js';

/** A file to write, its path relative to the output folder, with forward slashes. */
export interface OutFile {
  readonly path: string;
  readonly text: string;
}

/** Text out of meaning: pure, and never sees the disk. To add one: a file here and a line in `index.ts`. */
export interface Emitter {
  readonly name: string;
  emit(catalog: Catalog): readonly OutFile[] | Promise<readonly OutFile[]>;
}
