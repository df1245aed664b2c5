import { check } from './check/index.js';
import { checkLevelTexts } from './check/level-texts.js';
import type { Diagnostic } from './diagnostic.js';
import { providerLimits } from './emit/provider/limits.js';
import type { Catalog } from './ir.js';
import { lower } from './lower/index.js';
import { type Input, read } from './read/index.js';
import type { SourceNode } from './source.js';

/** What a file means; without a catalog where a diagnostic is an error. */
export interface Meaning {
  readonly diagnostics: readonly Diagnostic[];
  readonly catalog?: Catalog;
}

/** A file that says nothing wrong, beside where each part of it stands; `diagnostics` holds warnings alone. */
export interface Sound extends Required<Meaning> {
  readonly root: SourceNode;
}

/** Reads and checks everything at once; for who asks of a file itself, and not of what is made of it. */
export async function understand(input: Input): Promise<Sound | Omit<Meaning, 'catalog'>> {
  const { root, diagnostics: found } = read(input);
  if (!root) return { diagnostics: found };
  const diagnostics = [...found, ...(await check(root))];
  if (diagnostics.some((each) => each.severity === 'error')) return { diagnostics };
  const catalog = lower(root);
  const shared = checkLevelTexts(catalog.tools, root);
  return shared.length > 0
    ? { diagnostics: [...diagnostics, ...shared] }
    : { diagnostics, catalog, root };
}

/** Reads everything at once: faults that belong together are found together. */
export async function whole(input: Input): Promise<Meaning> {
  const sound = await understand(input);
  if (!('root' in sound)) return sound;
  const { diagnostics, catalog, root } = sound;
  return { diagnostics: [...diagnostics, ...providerLimits(catalog, root)], catalog };
}
