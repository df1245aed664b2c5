import { byPlace } from './check/index.js';
import type { Diagnostic } from './diagnostic.js';
import type { OutFile } from './emit/emitter.js';
import { emit } from './emit/index.js';
import type { Catalog } from './ir.js';
import type { Layout } from './layout.js';
import { Memory } from './memory.js';
import { piecemeal } from './piecemeal.js';
import type { Input } from './read/index.js';
import { whole } from './whole.js';

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when a diagnostic is an error: then there is nothing to write. */
  readonly catalog?: Catalog;
  readonly files?: readonly OutFile[];
}

/**
 * One generation: read what is written, check what it says, lower it to what it means, emit it. No disk, no clock.
 * `memory` saves work and changes nothing.
 */
export async function generate(
  input: Input,
  layout: Layout,
  memory = new Memory(),
): Promise<Compiled> {
  const meaning = (await piecemeal(input, memory)) ?? (await whole(input));
  const diagnostics = [...meaning.diagnostics].sort(byPlace);
  const { catalog } = meaning;
  if (!catalog) return { diagnostics };
  return { diagnostics, catalog, files: await emit(catalog, layout, memory) };
}
