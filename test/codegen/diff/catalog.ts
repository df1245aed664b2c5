import { check } from '../../../codegen/check/index.js';
import { type Change, diff } from '../../../codegen/diff/index.js';
import type { Catalog } from '../../../codegen/ir.js';
import { lower } from '../../../codegen/lower/index.js';
import { read } from '../../../codegen/read/index.js';

export async function catalogOf(text: string): Promise<Catalog> {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load: () => ({ error: 'none' }) });
  const found = root ? [...diagnostics, ...(await check(root))] : diagnostics;
  const errors = found.filter(({ severity }) => severity === 'error');
  if (!root || errors.length > 0) throw new Error(errors.map((each) => each.message).join('\n'));
  return lower(root);
}

export const diffOf = async (old: string, now: string): Promise<readonly Change[]> =>
  diff(await catalogOf(old), await catalogOf(now));

/** `rule path` of each change, sorted. */
export const rulesOf = (changes: readonly Change[]): string[] =>
  changes.map(({ rule, path }) => `${rule} ${path}`.trim()).sort();
