import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import { lowered, lowerOne } from './lowered.js';

const A = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const B = { type: 'object', properties: { b: { type: 'integer' } } };
const closed = (schema: object) => ({ ...schema, additionalProperties: false });

describe('objects are closed unless they say otherwise', () => {
  test.each<[string, Json, Json]>([
    ['an object', A, closed(A)],
    [
      'one that is open',
      { ...A, additionalProperties: true },
      { ...A, additionalProperties: true },
    ],
    ['one inside', { type: 'array', items: A }, { type: 'array', items: closed(A) }],
    ['branches', { anyOf: [A, B] }, { anyOf: [closed(A), closed(B)] }],
    [
      'branches that share a type',
      { type: 'object', oneOf: [{ properties: {} }] },
      { type: 'object', oneOf: [closed({ type: 'object', properties: {} })] },
    ],
    [
      'branches that only narrow',
      { ...A, anyOf: [{ required: ['a'] }] },
      closed({ ...A, anyOf: [{ required: ['a'] }] }),
    ],
    [
      'tests',
      { ...A, not: { properties: { a: { const: 'x' } } } },
      closed({ ...A, not: { properties: { a: { const: 'x' } } } }),
    ],
    ['items that are counted', { type: 'array', contains: A }, { type: 'array', contains: A }],
    [
      'patterns',
      { type: 'object', patternProperties: { '^x': {} } },
      closed({ type: 'object', patternProperties: { '^x': {} } }),
    ],
  ])('%s', (_, schema, meaning) => {
    expect(lowerOne(schema)).toEqual(meaning);
  });
});

describe('parts of an allOf become one schema', () => {
  const shared = { A, B };
  test.each<[string, Json, Json]>([
    [
      'objects',
      { allOf: [A, B] },
      closed({ type: 'object', properties: { ...A.properties, ...B.properties }, required: ['a'] }),
    ],
    [
      'open ones',
      {
        allOf: [
          { ...A, additionalProperties: true },
          { ...B, additionalProperties: true },
        ],
      },
      {
        type: 'object',
        properties: { ...A.properties, ...B.properties },
        required: ['a'],
        additionalProperties: true,
      },
    ],
    [
      'a reference with siblings',
      { $ref: '#/schemas/B', required: ['b'] },
      closed({ ...B, required: ['b'] }),
    ],
    [
      'bounds',
      {
        allOf: [
          { type: 'integer', minimum: 1 },
          { type: 'number', minimum: 3, maximum: 5 },
        ],
      },
      { type: 'integer', minimum: 3, maximum: 5 },
    ],
    [
      'names that every object has',
      {
        allOf: [
          { ...A, dependentRequired: { a: ['toString'] } },
          {
            type: 'object',
            properties: { toString: { type: 'string' } },
            dependentRequired: { toString: ['a'] },
          },
        ],
      },
      closed({
        ...A,
        properties: { ...A.properties, toString: { type: 'string' } },
        dependentRequired: { a: ['toString'], toString: ['a'] },
      }),
    ],
    ['choices', { allOf: [{ enum: [1, 2, 3] }, { enum: [2, 3, 4] }] }, { enum: [2, 3] }],
    [
      'what cannot be one',
      { type: 'string', allOf: [{ pattern: '^a' }, { pattern: 'b$' }] },
      { type: 'string', pattern: '^a', allOf: [{ type: 'string', pattern: 'b$' }] },
    ],
    [
      'two unions',
      { allOf: [{ anyOf: [{ type: 'string' }] }, { anyOf: [{ const: 'x' }] }] },
      { anyOf: [{ type: 'string' }], allOf: [{ anyOf: [{ const: 'x' }] }] },
    ],
    [
      'counted items',
      {
        type: 'array',
        allOf: [{ contains: { const: 1 } }, { contains: { const: 2 }, minContains: 2 }],
      },
      {
        type: 'array',
        contains: { const: 1 },
        allOf: [{ type: 'array', contains: { const: 2 }, minContains: 2 }],
      },
    ],
  ])('%s', (_, schema, meaning) => {
    const { $defs: _defs, ...rest } = lowerOne(schema, shared);
    expect(rest).toEqual(meaning);
  });

  test('a lone part stays a reference, so that recursion and names stay', () => {
    const Node = { type: 'object', properties: { next: { allOf: [{ $ref: '#/schemas/Node' }] } } };
    expect(lowerOne({ allOf: [{ $ref: '#/schemas/Node' }], description: 'x' }, { Node })).toEqual({
      $ref: '#/$defs/Node',
      description: 'x',
      $defs: { Node: closed({ type: 'object', properties: { next: { $ref: '#/$defs/Node' } } }) },
    });
  });
});

describe('a lowered schema stands alone', () => {
  test('$defs hold exactly what is reached, in code-unit order', () => {
    const schemas = { Z: { $ref: '#/schemas/B' }, B, A, a: { type: 'string' } };
    const schema = lowerOne(
      { type: 'array', prefixItems: [{ $ref: '#/schemas/Z' }, { $ref: '#/schemas/a' }] },
      schemas,
    );
    expect(Object.keys(schema.$defs ?? {})).toEqual(['B', 'Z', 'a']);
  });

  test('own definitions and hard names', () => {
    const name = 'a/b~c d%';
    const parameters = {
      type: 'object',
      properties: { x: { $ref: '#/$defs/a~1b~0c%20d%25' } },
      $defs: { [name]: { type: 'string' }, Unused: {} },
    };
    expect(lowered({ parameters }).input.$defs).toEqual({ [name]: { type: 'string' } });
  });

  test('our own keywords are gone; a property may have their names', () => {
    const parameters = {
      type: 'object',
      properties: {
        sanitize: { type: 'string', sanitize: 'trim', redact: true, description: 'kept' },
      },
    };
    expect(lowered({ parameters }).input.properties).toEqual({
      sanitize: { type: 'string', description: 'kept' },
    });
  });

  test('values that look like schemas are values', () => {
    const schema = {
      type: 'object',
      properties: { a: { default: { $ref: '#/schemas/X', redact: true } } },
    };
    const parameters = lowered({ parameters: schema }).parameters.properties;
    expect(parameters).toEqual(schema.properties);
  });

  test('parameters may be a shared object', () => {
    const { input } = lowered({ parameters: { $ref: '#/schemas/A' }, schemas: { A } });
    expect(input).toEqual(closed(A));
  });
});

describe('bound parameters', () => {
  const parameters = {
    type: 'object',
    properties: { tenant: { $ref: '#/schemas/Id' }, a: {}, b: {} },
    required: ['tenant', 'a'],
    anyOf: [{ required: ['tenant'] }, { required: ['b', 'tenant'] }],
    dependentRequired: { tenant: ['b'], a: ['tenant'] },
    minProperties: 2,
  };
  const Id = { type: 'string', redact: true };
  const low = lowered({ parameters, bound: ['tenant'], schemas: { Id }, fallback: 'safe' });

  test('are gone from what the model may send; what they require is required', () => {
    expect(low.input).toEqual({
      type: 'object',
      properties: { a: {}, b: {} },
      required: ['a', 'b'],
      anyOf: [{ required: [] }, { required: ['b'] }],
      dependentRequired: { a: [] },
      minProperties: 1,
      additionalProperties: false,
    });
  });

  test('stay in the parameters, and have a schema of their own', () => {
    expect(low.parameters.required).toEqual(['tenant', 'a']);
    expect(low.bound).toEqual({
      tenant: { $ref: '#/$defs/Id', $defs: { Id: { type: 'string' } } },
    });
  });

  test('of their shape the marks stay that keep them from the audit log, at any depth', () => {
    expect(low.inputShape.properties?.tenant).toEqual({ redact: true });
    const Person = {
      type: 'object',
      properties: { key: Id, name: { type: 'string' }, boss: { $ref: '#/schemas/Person' } },
    };
    const user = { type: 'object', properties: { boss: Person.properties.boss, pin: Id } };
    const { inputShape, shapes } = lowered({
      parameters: { type: 'object', properties: { user } },
      ...{ bound: ['user'], schemas: { Person }, fallback: 'safe' },
    });
    const boss = { ref: 'bound/Person' };
    expect(inputShape.properties?.user).toEqual({ properties: { boss, pin: { redact: true } } });
    expect(shapes).toEqual({ 'bound/Person': { properties: { key: { redact: true }, boss } } });
  });
});

test('a mark of every name like its own keeps what is bound from the audit log, too', () => {
  const text = { type: 'string' };
  const { inputShape } = lowered({
    parameters: {
      ...{ type: 'object', properties: { secret: text, tenant: text, a: text } },
      patternProperties: { '^s': { type: 'string', redact: true } },
    },
    ...{ bound: ['secret', 'tenant'], fallback: 'safe' },
  });
  const { secret, tenant } = inputShape.properties ?? {};
  expect([secret, tenant]).toEqual([{ redact: true }, {}]);
});

test('the name of what is bound is no private one where all arguments are', () => {
  const { inputShape } = lowered({
    parameters: { type: 'object', redact: true, properties: { a: {}, tenant: {} } },
    ...{ bound: ['tenant'] },
  });
  expect(inputShape).toMatchObject({ redact: true, declared: ['a', 'tenant'] });
});

test('what is bound is sanitized where its own schema says so, and not as any text is', () => {
  const user = {
    type: 'object',
    properties: { mail: { $ref: '#/schemas/Mail' }, name: { type: 'string' }, id: { const: 1 } },
  };
  const { inputShape, shapes } = lowered({
    parameters: { type: 'object', properties: { user, text: { type: 'string' } } },
    ...{ bound: ['user'], fallback: 'safe' },
    schemas: { Mail: { type: 'string', sanitize: ['trim'] } },
  });
  expect(inputShape.properties?.user).toEqual({ properties: { mail: { transforms: ['trim'] } } });
  expect(inputShape.properties?.text).toMatchObject({ transforms: ['safe'] });
  expect(shapes).toEqual({});
});

describe('what is required and has a default may be left out', () => {
  const D = { type: 'integer', default: 7 };
  const object = (properties: Json, ...required: string[]) => ({
    ...{ type: 'object', properties },
    ...(required.length > 0 && { required }),
  });
  const arm = (tag: string) => object({ k: { const: tag, default: tag }, n: D }, 'k', 'n');
  test.each<[string, Json, Json | undefined]>([
    ['its own', object({ x: D, y: {} }, 'x', 'y'), ['y']],
    ['that of what it refers to', object({ x: { $ref: '#/schemas/R' } }, 'x'), undefined],
    [
      'that of one of several parts',
      object({ x: { allOf: [{ minimum: 1 }, { $ref: '#/schemas/R' }] } }, 'x'),
      undefined,
    ],
    ['required by another part', { allOf: [object({ x: D }), object({}, 'x')] }, undefined],
    ['required by the open part', { ...object({ x: D }), allOf: [{ required: ['x'] }] }, undefined],
  ])('%s', (_, parameters, required) => {
    expect(
      lowered({ parameters, schemas: { D, R: { $ref: '#/schemas/D' } } }).input.required,
    ).toEqual(required);
  });

  test('inside, and in a shared schema; in the result it is required as it is written', () => {
    const schemas = {
      O: object({ x: D }, 'x'),
      Loop: object({ x: D, loop: { $ref: '#/schemas/Loop' } }, 'x'),
    };
    const both = {
      ...object({ o: { $ref: '#/schemas/O' }, loop: { $ref: '#/schemas/Loop' } }, 'o'),
    };
    const low = lowered({ parameters: both, result: both, schemas });
    const defs = (schema: Json) => (schema as unknown as { $defs: typeof schemas }).$defs;
    expect([low.input.required, low.result?.required]).toEqual([['o'], ['o']]);
    expect([defs(low.input).O, defs(low.input).Loop].map((each) => 'required' in each)).toEqual([
      false,
      false,
    ]);
    expect(
      [defs(low.result ?? {}).O, defs(low.result ?? {}).Loop].map((each) => 'required' in each),
    ).toEqual([true, true]);
  });

  test('beside what is bound, which requires it', () => {
    const parameters = {
      ...object({ tenant: {}, x: { $ref: '#/schemas/D' }, y: {} }),
      dependentRequired: { tenant: ['x', 'y'] },
    };
    const low = lowered({ parameters, bound: ['tenant'], schemas: { D } });
    expect(low.input.required).toEqual(['y']);
  });

  test.each<[string, Json]>([
    ['written out', { oneOf: [arm('a'), arm('b')] }],
    ['shared', { anyOf: [{ $ref: '#/schemas/A' }, { $ref: '#/schemas/B' }, { type: 'null' }] }],
    [
      'that get their type from the union',
      {
        type: 'object',
        oneOf: ['a', 'b'].map((tag) => ({
          properties: { k: { const: tag, default: tag }, n: D },
          required: ['k', 'n'],
        })),
      },
    ],
    [
      'of parts',
      {
        oneOf: ['a', 'b'].map((tag) => ({
          allOf: [object({ k: { const: tag, default: tag } }, 'k'), object({ n: D }, 'n')],
        })),
      },
    ],
  ])('but not what tells branches apart: %s', (_, union) => {
    const schemas = { A: arm('a'), B: arm('b') };
    const low = lowered({ parameters: object({ u: union }, 'u'), schemas });
    const n = { nullIsAbsent: true, default: 7 };
    expect(low.inputShape.properties?.u).toEqual({
      tag: 'k',
      cases: { a: { properties: { n } }, b: { properties: { n } } },
    });
  });
});
