import type { Diagnostic } from '../diagnostic.js';
import type { SourceNode } from '../source.js';

/** Lines that were taken out of a text, which still are counted. */
export interface Gap {
  /** Offset of what stands behind them. */
  readonly at: number;
  readonly lines: number;
}

export interface Text {
  readonly text: string;
  /** In order of their offsets; none when absent. */
  readonly gaps?: readonly Gap[];
}

export interface Input extends Text {
  /** The name of the main file, as diagnostics show it. */
  readonly file: string;
  /** Reads a file named under `include:`: a path below the main file's folder, with forward slashes. */
  load(path: string): Text | { readonly error: string };
}

export interface Source {
  /** Absent when the text cannot be read as data; present with diagnostics where the rest still can be checked. */
  readonly root?: SourceNode;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether something in it stands for what is written in another place (`*name`). */
  readonly aliased?: boolean;
}
