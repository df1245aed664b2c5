import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { check } from '../../../codegen/check/index.js';
import { lower } from '../../../codegen/lower/index.js';
import { read } from '../../../codegen/read/index.js';

const text = readFileSync(join(import.meta.dirname, '../../../tools.yaml'), 'utf8');

type Path = readonly (string | number)[];
function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  for (const step of steps)
    yield* pathsIn((value as Record<string, unknown>)[step], [...path, step]);
}
const paths = [...pathsIn(parse(text))].filter((path) => path.length > 0);

type Change = 'remove' | 'replace' | 'rename';
function changed(file: unknown, path: Path, change: Change, to: unknown): unknown {
  let owner = file as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    const next = owner[step];
    // An earlier change has taken the place away.
    if (typeof next !== 'object' || next === null) return file;
    owner = next as typeof owner;
  }
  const key = path.at(-1) as string | number;
  if (change === 'rename' && !Array.isArray(owner)) owner[`${key}_x`] = owner[key];
  if (change === 'replace') owner[key] = to;
  else if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else delete owner[key];
  return file;
}

const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    '',
    [],
    {},
    'public',
    'trim',
    '10s',
    'args.limit > 1',
    'args.',
  ),
  fc.constantFrom({ $ref: '#/schemas/Email' }, { type: 'string' }, { path: {} }, { public: true }),
  fc.string({ maxLength: 8 }),
);
const changes = fc.array(
  fc.tuple(fc.constantFrom(...paths), fc.constantFrom<Change>('remove', 'replace', 'rename'), odd),
  { minLength: 1, maxLength: 3 },
);

test('a file with anything changed is diagnosed with places, or can be lowered', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      let file = parse(text) as unknown;
      for (const [path, change, to] of list) file = changed(file, path, change, to);
      const { root, diagnostics } = read({
        file: 'tools.yaml',
        text: stringify(file),
        load: () => ({ error: '' }),
      });
      const found = [...diagnostics, ...(root ? await check(root) : [])];
      expect(found.every(({ place }) => place)).toBe(true);
      if (found.some(({ severity }) => severity === 'error')) refused++;
      else if (root) lower(root);
    }),
    { numRuns: 80 },
  );
  expect(refused).toBeGreaterThan(40);
});
