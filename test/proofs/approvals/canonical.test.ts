import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { canonical, type Json, type JsonObject } from '../../../src/json.js';
import { corpus } from '../../corpora.js';
import { sizes } from '../../sizes.js';
import { type Random, random, shuffled } from '../random.js';

/**
 * Row 10 of the requirements: "hash is canonical and injective: RFC 8785 vectors pass; 10⁶ random pairs: equal hash ⇔
 * equal JCS; true/1, "1"/1, null/absent, lone surrogates never equal." Nothing is hashed here: the canonical texts
 * themselves are compared; 10⁵ pairs, and 10⁶ nightly (test/sizes.ts).
 */
const PAIRS = sizes.pairs;

const vectors = corpus('jcs');
describe.skipIf(!vectors)('the vectors of RFC 8785', () => {
  const file = (...path: string[]) => readFileSync(join(vectors ?? '', ...path), 'utf8');
  const names = vectors ? readdirSync(join(vectors, 'input')) : [];
  test.each(names)('%s', (name) => {
    const text = canonical(JSON.parse(file('input', name)));
    expect(text).toBe(file('output', name).trimEnd());
    const hex = file('outhex', name.replace('.json', '.txt')).replaceAll(/\s/g, '');
    expect(Buffer.from(text).toString('hex')).toBe(hex);
  });
});

// RFC 8785, appendix B: the bits of a double and its text.
test.each([
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
])('the double %s is %s', (bits, text) => {
  expect(canonical(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
});

test.each<[string, Json, Json]>([
  ['true and 1', true, 1],
  ['"1" and 1', '1', 1],
  ['null and absent', { a: null }, {}],
  ['null and "null"', null, 'null'],
  ['false, 0 and ""', [false, 0], ['', 0]],
  ['[] and {}', [], {}],
  ['a lone high surrogate and its escape', '\ud800', '\\ud800'],
  ['a lone surrogate and the replacement character', '\ud800', '\ufffd'],
  ['two lone surrogates', '\ud800', '\ud801'],
  ['a pair and its halves turned round', '\ud83d\ude00', '\ude00\ud83d'],
  ['composed and decomposed', '\u00e9', 'e\u0301'],
  ['a key and a nested one', { 'a.b': 1 }, { a: { b: 1 } }],
  ['members that run into each other', { a: 'b","c":"d' }, { a: 'b', c: 'd' }],
  ['lists that run into each other', [['a'], ['b']], [['a', 'b']]],
  ['__proto__ and nothing', JSON.parse('{"__proto__":1}'), {}],
])('%s are never equal', (_, a, b) => {
  expect(canonical(a)).not.toBe(canonical(b));
  expect(canonical([a])).not.toBe(canonical([b]));
});

const strings = [
  '',
  '1',
  'true',
  'null',
  'a',
  '"',
  '\\',
  '\\ud800',
  '\ud800',
  '\udc00',
  '😀',
  '\0',
];
const atoms: readonly Json[] = [null, true, false, 0, 1, -1, 1e21, 0.1, ...strings];

function value(choose: Random, depth = 3): Json {
  const { integer, pick, chance } = choose;
  if (depth === 0 || chance(0.4)) return pick(atoms);
  const length = integer(4);
  if (chance(0.4)) return Array.from({ length }, () => value(choose, depth - 1));
  const members = Array.from({ length }, () => [pick(strings), value(choose, depth - 1)]);
  return Object.fromEntries(members);
}

/** Half of the time the same value, written in another order; else one that differs somewhere, or not at all. */
function sibling(of: Json, choose: Random, keep: boolean): Json {
  if (!keep && choose.chance(0.3)) return value(choose, 1);
  if (Array.isArray(of)) return of.map((each) => sibling(each, choose, keep));
  if (typeof of !== 'object' || of === null) return of;
  const members = Object.entries(of as JsonObject).map(([key, each]) => [
    key,
    sibling(each, choose, keep),
  ]);
  return Object.fromEntries(shuffled(members, choose));
}

test('random pairs: equal texts exactly for equal values', () => {
  const choose = random(8785);
  let equal = 0;
  for (let n = 0; n < PAIRS; n += 1) {
    const a = value(choose);
    const b = sibling(a, choose, choose.chance(0.5));
    const same = isDeepStrictEqual(a, b);
    if (same) equal += 1;
    if ((canonical(a) === canonical(b)) !== same) expect([a, b]).toBe('compared rightly');
    if (!isDeepStrictEqual(JSON.parse(canonical(a)), a)) expect(a).toBe('read back');
  }
  expect(equal).toBeGreaterThan(PAIRS / 10);
  expect(equal).toBeLessThan(PAIRS * 0.9);
});
