import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { normalise } from '../../../src/stage/normalise.js';
import { parse } from '../../../src/stage/parse.js';
import type { Shape } from '../../../src/tool.js';
import { resolved } from './received.js';

const normalised = (args: JsonObject, input?: Shape, shapes?: Record<string, Shape>) =>
  normalise(
    parse(resolved(args, undefined, { ...(input && { input }), ...(shapes && { shapes }) })),
  );

const trim = { transforms: ['trim'] } as const;

describe('provider nulls, defaults and transforms', () => {
  test.each<[string, Shape, JsonObject, JsonObject]>([
    [
      'null is absent where the schema refuses null',
      { properties: { a: { nullIsAbsent: true }, b: {} } },
      { a: null, b: null },
      { b: null },
    ],
    ['a default fills in', { properties: { a: { default: 7 } } }, {}, { a: 7 }],
    [
      'a default is rewritten like what was sent, though nothing that was sent needs it',
      { properties: { a: { default: 'x\u0007', transforms: ['strip_control'] } } },
      {},
      { a: 'x' },
    ],
    [
      'a null that is absent gets the default',
      { properties: { a: { nullIsAbsent: true, default: 'x' } } },
      { a: null },
      { a: 'x' },
    ],
    [
      'a null that stays keeps the default out',
      { properties: { a: { default: 1 } } },
      { a: null },
      { a: null },
    ],
    [
      'a default of an object gets its own defaults',
      { properties: { a: { default: {}, properties: { b: { default: 1 } } } } },
      {},
      { a: { b: 1 } },
    ],
    [
      'transforms run in order',
      { properties: { a: { transforms: ['trim', 'lower_case'] } } },
      { a: '  Tokyo ' },
      { a: 'tokyo' },
    ],
    ['no text, no transform', { properties: { a: trim } }, { a: 5 }, { a: 5 }],
    ['items', { properties: { a: { items: trim } } }, { a: [' x', 1] }, { a: ['x', 1] }],
    [
      'prefix items, then items',
      { properties: { a: { prefixItems: [{}], items: trim } } },
      { a: [' x', ' y'] },
      { a: [' x', 'y'] },
    ],
    [
      'values are the properties nobody named',
      { properties: { a: {} }, values: trim },
      { a: ' x', b: ' y' },
      { a: ' x', b: 'y' },
    ],
    [
      'what a name matches, each that it does, or else the others',
      {
        properties: { ab: {} },
        patterns: [
          { name: '^a', shape: trim },
          { name: { test: (name) => name.endsWith('b') }, shape: { transforms: ['lower_case'] } },
          { name: '^n', shape: {} },
        ],
        values: { transforms: ['nfc', 'single_line'] },
      },
      { ab: ' X\t', a: ' X\t', b: ' X\t', aab: ' X\t', n: ' X\t', c: ' X\t' },
      { ab: ' X\t', a: 'X', b: ' x\t', aab: 'x', n: ' X\t', c: ' X ' },
    ],
    [
      'all of them',
      { properties: { a: { all: [trim, { transforms: ['lower_case'] }] } } },
      { a: ' X' },
      { a: 'x' },
    ],
    [
      'the case its tag names',
      { properties: { a: { tag: 'kind', cases: { x: { properties: { t: trim } } } } } },
      { a: { kind: 'x', t: ' 1' } },
      { a: { kind: 'x', t: '1' } },
    ],
    [
      'no case of an inherited name',
      { properties: { a: { tag: 'kind', cases: {} } } },
      { a: { kind: 'toString', t: ' 1' } },
      { a: { kind: 'toString', t: ' 1' } },
    ],
  ])('%s', (_, shape, args, wanted) => {
    expect(normalised(args, shape).args).toEqual(wanted);
  });

  test('a shared shape may hold itself', () => {
    const node: Shape = { properties: { name: trim, next: { ref: 'Node' } } };
    const { args } = normalised(
      { name: ' a', next: { name: ' b' } },
      { ref: 'Node' },
      { Node: node },
    );
    expect(args).toEqual({ name: 'a', next: { name: 'b' } });
  });
});

test('what the model sent stays as it came', () => {
  const call = normalised(
    { a: ' x', b: { c: null } },
    {
      properties: { a: trim, b: { properties: { c: { nullIsAbsent: true } } } },
    },
  );
  expect(call.args).toEqual({ a: 'x', b: {} });
  expect(call.proposed).toEqual({ a: ' x', b: { c: null } });
});

test('an unknown transform or shape fails the call', () => {
  expect(() => normalised({ a: 'x' }, { properties: { a: { transforms: ['nope'] } } })).toThrow();
  expect(() => normalised({}, { ref: 'nope' })).toThrow();
});
