import { check } from './check/index.js';
import type { Diagnostic } from './diagnostic.js';
import type { OutFile } from './emit/emitter.js';
import { emit } from './emit/index.js';
import { providerLimits } from './emit/provider/limits.js';
import type { Catalog } from './ir.js';
import type { Layout } from './layout.js';
import { lower } from './lower/index.js';
import { type Input, read } from './read/index.js';

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when a diagnostic is an error: then there is nothing to write. */
  readonly catalog?: Catalog;
  readonly files?: readonly OutFile[];
}

/** One generation: read what is written, check what it says, lower it to what it means, emit it. No disk, no clock. */
export async function generate(input: Input, layout: Layout): Promise<Compiled> {
  const source = read(input);
  if (!source.root) return { diagnostics: source.diagnostics };
  const checked = await check(source.root);
  const diagnostics = [...source.diagnostics, ...checked];
  if (diagnostics.some((each) => each.severity === 'error')) return { diagnostics };
  const catalog = lower(source.root);
  diagnostics.push(...providerLimits(catalog, source.root));
  return { diagnostics, catalog, files: await emit(catalog, layout) };
}
