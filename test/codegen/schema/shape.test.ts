import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import { lowered } from './lowered.js';

const trim = { transforms: ['trim'] };
const safe = { transforms: ['safe'] };
const any = { ref: 'any' };
const names = ['safe'];

const mapOf = (propertyNames: Json): Json => ({
  type: 'object',
  additionalProperties: { type: 'integer' },
  propertyNames,
});

/** The shape of one required property of the arguments. */
function shapeOf(schema: Json, schemas: Readonly<Record<string, Json>> = {}) {
  const parameters = { type: 'object', properties: { x: schema }, required: ['x'] };
  return lowered({ parameters, schemas, fallback: 'safe' }).inputShape.properties?.x;
}

describe('where something happens inside the arguments', () => {
  const text = { type: 'string' };
  const own = { type: 'string', sanitize: 'trim' };
  const named = {
    type: 'object',
    properties: { c: { type: 'integer' } },
    required: ['c'],
    additionalProperties: { type: 'integer' },
  };
  test.each<[string, Json, object | undefined]>([
    ['a text', text, safe],
    ['its own chain', own, trim],
    ['no text', { type: 'integer' }, undefined],
    ['a closed list', { enum: ['a', 'b'] }, undefined],
    ['a closed list with a chain', { enum: ['a', 'b'], sanitize: 'trim' }, trim],
    ['a text or null', { type: ['string', 'null'] }, safe],
    ['a list', { type: 'array', items: own }, { items: trim }],
    ['a list of anything', { type: 'array' }, { items: any }],
    [
      'a tuple',
      { type: 'array', prefixItems: [own, { type: 'integer' }], minItems: 2, items: false },
      { prefixItems: [trim, {}] },
    ],
    ['a map', { type: 'object', additionalProperties: own }, { values: trim, names }],
    ['a map of numbers', { type: 'object', additionalProperties: { type: 'integer' } }, { names }],
    [
      'names of a form',
      {
        type: 'object',
        properties: { n: { type: 'integer' } },
        required: ['n'],
        patternProperties: { '^x': { type: 'integer' } },
        additionalProperties: false,
      },
      { properties: { n: {} }, names },
    ],
    [
      'each pattern, and what matches none',
      {
        type: 'object',
        patternProperties: { '^a': own, '^b': text },
        additionalProperties: { type: 'integer' },
      },
      {
        patterns: [
          { name: '^a', shape: trim },
          { name: '^b', shape: safe },
        ],
        names,
      },
    ],
    [
      'patterns that are alike, where nothing else may come',
      { type: 'object', patternProperties: { '^a': own, '^b': own }, additionalProperties: false },
      { values: trim, names },
    ],
    [
      'a pattern that is unlike what matches none',
      {
        type: 'object',
        patternProperties: { '^a': { type: 'integer' } },
        additionalProperties: own,
      },
      { patterns: [{ name: '^a', shape: {} }], values: trim, names },
    ],
    [
      'a declared name that a pattern matches: both chains',
      {
        type: 'object',
        properties: { a: { type: 'string', sanitize: 'lower' } },
        required: ['a'],
        patternProperties: { '^a': own },
        additionalProperties: false,
      },
      { properties: { a: { all: [{ transforms: ['lower'] }, trim] } }, values: trim, names },
    ],
    [
      'a chain on a union, and one in its branch',
      { anyOf: [own, { type: 'integer' }], sanitize: 'lower' },
      { all: [{ transforms: ['lower'] }, trim] },
    ],
    ['names with a chain', mapOf({ sanitize: 'trim' }), { names: ['trim'] }],
    ['names that refer to one', mapOf({ $ref: '#/schemas/Own' }), { names: ['trim'] }],
    [
      'names with a chain of their own',
      mapOf({ $ref: '#/schemas/Own', sanitize: 'x' }),
      { names: ['x'] },
    ],
    ['names that say something else', mapOf({ maxLength: 3 }), { names }],
    ['names of a closed list', mapOf({ enum: ['a', 'b'] }), undefined],
    [
      'a map beside names',
      {
        type: 'object',
        properties: { n: { type: 'integer' } },
        required: ['n'],
        additionalProperties: own,
      },
      { properties: { n: {} }, values: trim, names },
    ],
    ['anything', {}, { ...safe, values: any, names, items: any }],
    ['anything, with a chain', { sanitize: 'trim' }, { ...trim, values: any, names, items: any }],
    ['a reference', { $ref: '#/schemas/Own' }, trim],
    [
      'the local chain replaces the shared one',
      { $ref: '#/schemas/Own', sanitize: 'lower' },
      { transforms: ['lower'] },
    ],
    [
      'two tests of one text',
      { type: 'string', allOf: [{ maxLength: 3 }, { pattern: 'a' }, { pattern: 'b' }] },
      safe,
    ],
    ['marks', { type: 'integer', redact: true }, { redact: true }],
    [
      'a mark, and the names that are declared below it',
      {
        type: 'object',
        redact: true,
        properties: { b: { $ref: '#/schemas/Named' }, a: {} },
        required: ['a', 'b'],
      },
      {
        redact: true,
        declared: ['a', 'b', 'c'],
        properties: {
          a: { ...safe, values: any, names, items: any },
          b: { properties: { c: {} }, names },
        },
      },
    ],
    ['marks on a reference', { $ref: '#/schemas/Own', redact: true }, { ...trim, redact: true }],
  ])('%s', (_, schema, shape) => {
    expect(shapeOf(schema, { Own: own, Named: named })).toEqual(shape);
  });
});

test('parameters of which some are kept from the log name all that a model may send, at any depth', () => {
  const pin = { type: 'string', redact: true };
  const card = { $ref: '#/schemas/Card' };
  const properties = { id: { type: 'string' }, tenant: { type: 'string' }, card };
  const schema = { type: 'object', properties };
  const of = (number: Json) =>
    lowered({
      parameters: schema,
      schemas: { Card: { type: 'object', properties: { number, until: { type: 'integer' } } } },
      bound: ['tenant'],
    }).inputShape.declared;
  expect(of(pin)).toEqual(['card', 'id', 'number', 'until']);
  expect(of({ type: 'string' })).toBeUndefined();
});

describe('properties that may be absent', () => {
  const shape = (schema: Json, schemas = {}) =>
    lowered({ parameters: { type: 'object', properties: { x: schema } }, schemas }).inputShape
      .properties?.x;
  test.each<[string, Json, object | undefined]>([
    ['null is absent where the schema refuses null', { type: 'integer' }, { nullIsAbsent: true }],
    ['null stays where it is taken', { type: ['integer', 'null'] }, undefined],
    ['nothing refuses null', {}, undefined],
    ['a list without null', { enum: ['a'] }, { nullIsAbsent: true }],
    ['a list with null', { enum: ['a', null] }, undefined],
    ['oneOf with null once', { oneOf: [{ type: 'null' }, { type: 'string' }] }, undefined],
    ['oneOf with null twice', { oneOf: [{ type: 'null' }, {}] }, { nullIsAbsent: true }],
    ['not', { not: { type: 'null' } }, { nullIsAbsent: true }],
    ['a shared schema that takes null', { $ref: '#/schemas/N' }, undefined],
    ['a default', { type: 'integer', default: 5 }, { nullIsAbsent: true, default: 5 }],
    ['a default of null', { type: ['integer', 'null'], default: null }, { default: null }],
    ['the default of a shared schema', { $ref: '#/schemas/D' }, { nullIsAbsent: true, default: 7 }],
    [
      'its own default before the shared one',
      { $ref: '#/schemas/D', default: 8 },
      { nullIsAbsent: true, default: 8 },
    ],
    [
      'defaults inside of a default are filled in',
      {
        type: 'object',
        properties: { a: { type: 'integer', default: 1 }, b: { type: 'integer' } },
        default: { b: 2 },
      },
      {
        nullIsAbsent: true,
        default: { b: 2, a: 1 },
        properties: { a: { nullIsAbsent: true, default: 1 }, b: { nullIsAbsent: true } },
      },
    ],
  ])('%s', (_, schema, meaning) => {
    expect(shape(schema, { N: { type: 'null' }, D: { type: 'integer', default: 7 } })).toEqual(
      meaning,
    );
  });

  test('a required property keeps its null', () => {
    const parameters = { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] };
    expect(lowered({ parameters }).inputShape).toEqual({});
  });

  test('a required property with a default may be absent', () => {
    const parameters = {
      type: 'object',
      properties: { x: { type: 'integer', default: 5 } },
      required: ['x'],
    };
    const properties = { x: { nullIsAbsent: true, default: 5 } };
    expect(lowered({ parameters }).inputShape).toEqual({ properties });
  });
});

describe('unions', () => {
  const object = (properties: Json, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
  });
  test('a tag tells objects apart', () => {
    const card = object({ kind: { const: 'card' }, n: { type: 'string', sanitize: 'trim' } }, [
      'kind',
      'n',
    ]);
    const cash = object({ kind: { const: 'cash' }, n: { type: 'integer' } }, ['kind', 'n']);
    expect(shapeOf({ oneOf: [card, cash] })).toEqual({
      tag: 'kind',
      cases: { card: { properties: { n: trim } } },
    });
    expect(shapeOf({ anyOf: [card, cash, { type: 'string' }] })).toEqual({
      all: [{ tag: 'kind', cases: { card: { properties: { n: trim } } } }, safe],
    });
  });

  test('types tell branches apart', () => {
    const schema = {
      anyOf: [
        { type: 'string', sanitize: 'trim' },
        { type: 'array', items: { type: 'string' } },
        object({ a: { type: 'integer', default: 1 } }),
        { type: 'null' },
      ],
    };
    expect(shapeOf(schema)).toEqual({
      ...trim,
      items: safe,
      properties: { a: { nullIsAbsent: true, default: 1 } },
    });
  });

  test('objects that cannot be told apart: texts are made safe in either, no null is taken for absent', () => {
    const schema = {
      anyOf: [
        object({ a: { type: 'string' }, n: { type: 'integer' } }),
        object({ a: { type: 'integer' }, b: { type: 'string' } }),
      ],
    };
    expect(shapeOf(schema)).toEqual({ properties: { a: safe, b: safe } });
  });

  test('a property that one branch names is, for an open one, one of the others', () => {
    const schema = {
      anyOf: [
        object({ a: { type: 'integer' } }),
        { type: 'object', additionalProperties: { type: 'string' } },
      ],
    };
    expect(shapeOf(schema)).toEqual({ values: safe, names });
  });
});

describe('recursion', () => {
  const Node = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      kids: { type: 'array', items: { $ref: '#/schemas/Node' } },
    },
    required: ['name', 'kids'],
  };
  test('a definition that contains itself is named', () => {
    const low = lowered({
      parameters: {
        type: 'object',
        properties: { x: { $ref: '#/schemas/Node' } },
        required: ['x'],
      },
      schemas: { Node },
      fallback: 'safe',
    });
    expect(low.inputShape).toEqual({ properties: { x: { ref: 'input/Node' } } });
    expect(low.shapes).toEqual({
      'input/Node': { properties: { name: safe, kids: { items: { ref: 'input/Node' } } } },
    });
  });

  test('one in which nothing happens leaves nothing', () => {
    const low = lowered({
      parameters: {
        type: 'object',
        properties: { x: { $ref: '#/schemas/Node' } },
        required: ['x'],
      },
      result: { $ref: '#/schemas/Node' },
      schemas: { Node },
    });
    expect(low).toMatchObject({ inputShape: {}, resultShape: {}, shapes: {} });
  });

  test('through each other', () => {
    const A = {
      type: 'object',
      properties: { b: { $ref: '#/schemas/B' }, t: { type: 'string' } },
      required: ['b', 't'],
    };
    const B = {
      type: 'object',
      properties: { a: { anyOf: [{ $ref: '#/schemas/A' }, { type: 'null' }] } },
      required: ['a'],
    };
    const low = lowered({
      parameters: { type: 'object', properties: { x: { $ref: '#/schemas/A' } }, required: ['x'] },
      schemas: { A, B },
      fallback: 'safe',
    });
    expect(low.shapes).toEqual({
      'input/A': { properties: { b: { properties: { a: { ref: 'input/A' } } }, t: safe } },
    });
  });
});

test('of a result only marks are kept, with shapes apart from those of the arguments', () => {
  const Node = {
    type: 'object',
    properties: {
      t: { type: 'string', untrusted: true, sanitize: 'trim' },
      n: { $ref: '#/schemas/Node' },
    },
  };
  const low = lowered({
    parameters: { type: 'object', properties: { x: { $ref: '#/schemas/Node' } } },
    result: { $ref: '#/schemas/Node' },
    schemas: { Node },
  });
  expect(low.resultShape).toEqual({ ref: 'result/Node' });
  expect(low.shapes['result/Node']).toEqual({
    properties: { t: { untrusted: true }, n: { ref: 'result/Node' } },
  });
  expect(low.shapes['input/Node']?.properties?.t).toEqual({
    ...trim,
    untrusted: true,
    nullIsAbsent: true,
  });
});
