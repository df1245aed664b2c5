import { check } from './check/index.js';
import type { Diagnostic } from './diagnostic.js';
import { providerLimits } from './emit/provider/limits.js';
import type { Catalog } from './ir.js';
import { lower } from './lower/index.js';
import { type Input, read } from './read/index.js';

/** What a file means; without a catalog where a diagnostic is an error. */
export interface Meaning {
  readonly diagnostics: readonly Diagnostic[];
  readonly catalog?: Catalog;
}

/** Reads everything at once: faults that belong together are found together. */
export async function whole(input: Input): Promise<Meaning> {
  const source = read(input);
  if (!source.root) return source;
  const diagnostics = [...source.diagnostics, ...(await check(source.root))];
  if (diagnostics.some((each) => each.severity === 'error')) return { diagnostics };
  const catalog = lower(source.root);
  return { diagnostics: [...diagnostics, ...providerLimits(catalog, source.root)], catalog };
}
