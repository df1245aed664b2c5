import type { Diagnostic } from '../diagnostic.js';
import type { SourceNode } from '../source.js';

export interface Input {
  /** The name of the main file, as diagnostics show it. */
  readonly file: string;
  readonly text: string;
  /** Reads a file named under `include:`: a path below the main file's folder, with forward slashes. */
  load(path: string): { readonly text: string } | { readonly error: string };
}

export interface Source {
  /** Absent when the text cannot be read as data; present with diagnostics where the rest still can be checked. */
  readonly root?: SourceNode;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether something in it stands for what is written in another place (`*name`). */
  readonly aliased?: boolean;
}
