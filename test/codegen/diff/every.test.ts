import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Change, diff, levelOf } from '../../../codegen/diff/index.js';
import { sentTo } from '../../../codegen/emit/provider/index.js';
import type { Catalog } from '../../../codegen/ir.js';
import { canonical, type Json } from '../../../src/json.js';
import type { ProviderName } from '../../../src/tool.js';
import { catalogOf } from './catalog.js';
import { type Edit, edited, editsOf, keyOf, keysOf } from './edit.js';

/** A file that has every key of the language, and every way to say one thing in it otherwise. */
const file = join(import.meta.dirname, '../../golden/good/everything/tools.yaml');
const base = parse(readFileSync(file, 'utf8'));
base.tools.ask_somebody = {
  description: 'Ask',
  effect: 'read',
  permission: 'office',
  approval: {
    when: '"trainee" in caller.roles',
    expires: '2h',
    by: { roles: ['supervisor'], scopes: ['desk:approve'] },
    distinct: true,
    grants: { for: '1h', max: 2, when: '"agent" in caller.roles' },
  },
};
const edits = new Map<string, Edit[]>();
for (const edit of editsOf(base)) {
  const key = keyOf(edit);
  edits.set(key, [...(edits.get(key) ?? []), edit]);
}

const text = (catalog: Catalog) => canonical(catalog as unknown as Json);
const changedBy = async (edit: Edit): Promise<Catalog | undefined> => {
  try {
    return await catalogOf(JSON.stringify(edited(base, edit)));
  } catch {
    return undefined;
  }
};

/** Says that something is held back less than before, not only otherwise. */
const loosened = (change: Change): boolean =>
  levelOf(change) === 'SECURITY' && !/-(changed|undecided)$/.test(change.rule);
const placeOf = ({ tool, path }: Change): string => `${tool} ${path}`;

test('there is an edit for every key of the language', () => {
  // What files hold is one document to the compiler; a default chain is one of the sanitizers' by another name.
  const elsewhere = /^include$|^defaults\.sanitize\./;
  const missing = keysOf().filter((key) => !edits.has(key) && !elsewhere.test(key));
  expect(missing).toEqual([]);
});

/** A catalog without the order of its lists, and without hashes. */
const unordered = (value: unknown): Json => {
  if (Array.isArray(value))
    return [...new Set(value.map((each) => canonical(unordered(each))))].sort();
  if (typeof value !== 'object' || value === null) return value as Json;
  const kept = Object.entries(value).filter(([key]) => key !== 'hash');
  return Object.fromEntries(kept.map(([key, each]) => [key, unordered(each)]));
};
/**
 * Where a default that is written out, a pair of parentheses, a check that is there twice, a bound that others are within,
 * the type of values that are listed, or a default of what the runtime fills in means nothing. All 5719 edits were tried.
 */
const alike = (edit: Edit): boolean =>
  /^(sanitizers\.|rate_limits\.\*\.(burst|cost)$)|approval\.(grants\.)?when$/.test(keyOf(edit)) ||
  /\.(currency\.type|parameters\.(minProperties|required)|(tenant|agent)\.default)$/.test(
    at(edit),
  ) ||
  /\.(tags\.(minItems|uniqueItems)|count\.exclusiveMaximum)$/.test(at(edit));
const at = ({ path }: Edit): string => path.join('.');

/** What models read of the tools that are in both. */
const sent = ({ tools }: Catalog, other: Catalog): string => {
  const names = new Set(other.tools.map(({ name }) => name));
  const both = tools.filter(({ name }) => names.has(name));
  return canonical(providers.map((each) => [...sentTo(each, both)]) as unknown as Json);
};
const providers: readonly ProviderName[] = ['openai-chat', 'anthropic', 'gemini', 'mcp'];
/** That models read otherwise: SAFE alone is not enough. */
const tells = (change: Change): boolean => levelOf(change) !== 'SAFE';

test('what only the model reads of is PROMPT: that a tool is deprecated is part of its description', async () => {
  const old = await catalogOf(JSON.stringify(base));
  const edit = { path: ['tools', 'ask_somebody', 'deprecated'], value: 'Use status.' };
  const now = await catalogOf(JSON.stringify(edited(base, edit)));
  expect(sent(old, now)).not.toBe(sent(now, old));
  expect(diff(old, now).map(levelOf)).toEqual(['PROMPT']);
});

test('one edit at a time: a catalog that differs is told, one that does not is not; looser is never said both ways', async () => {
  const old = await catalogOf(JSON.stringify(base));
  const edit = fc
    .constantFrom(...edits.keys())
    .chain((key) => fc.constantFrom(...(edits.get(key) as Edit[])));
  const tags = ['tools', 'buy_item', 'parameters', 'properties', 'tags', 'items'];
  const currency = ['schemas', 'Money', 'properties', 'currency'];
  const typeOfEnum: Edit = { path: [...currency, 'type'], value: undefined };
  const wider: Edit = { path: [...tags, 'maxLength'], value: 21 };
  const seen = { differs: 0, same: 0, loosened: 0 };
  await fc.assert(
    fc.asyncProperty(edit, async (one) => {
      const now = await changedBy(one);
      fc.pre(now !== undefined);
      const [there, back] = [diff(old, now), diff(now, old)];
      const differs = text(old) !== text(now);
      expect([there.length > 0, back.length > 0]).toEqual([differs, differs]);
      if (there.some(({ detail }) => detail === 'the same, written otherwise') && !alike(one))
        expect(unordered(now)).toEqual(unordered(old));
      if (sent(old, now) !== sent(now, old)) expect(there.some(tells)).toBe(true);
      const looser = new Set(back.filter(loosened).map(placeOf));
      const both = there.filter((each) => loosened(each) && looser.has(placeOf(each)));
      expect(both).toEqual([]);
      if (there.some(loosened)) seen.loosened += 1;
      seen[differs ? 'differs' : 'same'] += 1;
    }),
    { numRuns: 120, seed: 20_262, examples: [[wider], [typeOfEnum]] },
  );
  expect(seen.differs).toBeGreaterThan(60);
  expect(seen.loosened).toBeGreaterThan(10);
  expect(seen.same).toBeGreaterThan(3);
});
