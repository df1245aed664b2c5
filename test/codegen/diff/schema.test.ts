import { expect, test } from 'vitest';
import { diffOf, rulesOf } from './catalog.js';

const S = '{ type: string, maxLength: 9 }';
const object = (properties: string, required = '', more = '') =>
  `{ type: object, properties: { ${properties} }, required: [${required}]${more} }`;
const file = (parameters: string, result: string) => `
version: 1
name: desk
permissions: { all: { public: true } }
schemas:
  Node: { type: object, properties: { next: { $ref: '#/schemas/Node' }, n: { type: integer, maximum: 5 } } }
  Loose: { type: object, properties: { next: { $ref: '#/schemas/Loose' }, n: { type: integer, maximum: 6 } } }
tools:
  ask: { description: Ask, effect: read, permission: all, parameters: ${parameters}, result: ${result} }
`;
const one = (schema: string) => object(`x: ${schema}`, 'x');

const UNION =
  '{ anyOf: [{ type: string, enum: [a, b] }, { type: object, required: [p, q], properties: { p: {}, q: {} } }] }';

test.each([
  ['anyOf', UNION, UNION.replace('[a, b]', '[b, a]').replace('[p, q]', '[q, p]')],
  [
    'branches',
    '{ anyOf: [{ type: string }, { type: integer }] }',
    '{ anyOf: [{ type: integer }, { type: string }] }',
  ],
  [
    'oneOf',
    '{ oneOf: [{ type: string }, { type: integer }] }',
    '{ oneOf: [{ type: integer }, { type: string }] }',
  ],
  [
    'types',
    '{ anyOf: [{ type: [string, integer] }, { const: true }] }',
    '{ anyOf: [{ type: [integer, string] }, { const: true }] }',
  ],
  [
    'names of dependentRequired',
    '{ type: object, properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: [b, c] } }',
    '{ type: object, properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: [c, b] } }',
  ],
])('another order means the same: %s', async (_, old, now) => {
  const said = rulesOf(await diffOf(file(one(old), one(old)), file(one(now), one(now))));
  expect(said).toEqual(['schema-text-changed parameters']);
});

test.each([
  ['{ enum: [a, b] }', '{ type: string, enum: [a, b] }'],
  ['{ const: 1 }', '{ type: integer, const: 1 }'],
  ['{ const: 1.5 }', '{ type: number, const: 1.5 }'],
  ['{ enum: [null, true] }', '{ type: ["null", boolean], enum: [null, true] }'],
])('a type that the values have anyway is no change: %s, %s', async (old, now) => {
  const both = [file(one(old), one(old)), file(one(now), one(now))] as const;
  const said = ['schema-text-changed parameters'];
  expect(rulesOf(await diffOf(...both))).toEqual(said);
  expect(rulesOf(await diffOf(both[1], both[0]))).toEqual(said);
});

/** A union whose branches a tag tells apart. */
const tagged = (...tags: readonly string[]): string => {
  const branch = (tag: string) =>
    `{ type: object, properties: { k: { const: ${tag} }, n: { type: string, maxLength: 9, description: ${tag} } }, required: [k] }`;
  return `{ oneOf: [${tags.map(branch).join(', ')}] }`;
};

/** What a schema of `x` was, what it is, and what is said of it as a parameter and as a result. */
const rows: readonly (readonly [string, string, string[], string[]])[] = [
  ['{ type: [string, integer], maxLength: 9 }', S, ['parameter-type'], ['result-narrowed']],
  [S, '{ type: [string, integer], maxLength: 9 }', ['parameter-widened'], ['result-type']],
  ['{ type: integer }', '{ type: number }', ['parameter-widened'], ['result-type']],
  ['{ enum: [a, b] }', '{ enum: [a] }', ['parameter-enum'], ['result-narrowed']],
  ['{ enum: [a] }', '{ enum: [a, b] }', ['parameter-widened'], ['result-enum']],
  [
    '{ type: string, maxLength: 9 }',
    '{ type: string, maxLength: 8 }',
    ['parameter-bound'],
    ['result-narrowed'],
  ],
  [
    '{ type: string, maxLength: 8 }',
    '{ type: string, maxLength: 9 }',
    ['parameter-widened'],
    ['result-bound'],
  ],
  [
    '{ type: number, minimum: 1 }',
    '{ type: number, exclusiveMinimum: 1 }',
    ['parameter-bound'],
    ['result-narrowed'],
  ],
  [
    '{ type: number, multipleOf: 4 }',
    '{ type: number, multipleOf: 2 }',
    ['parameter-widened'],
    ['result-bound'],
  ],
  [
    '{ type: number, multipleOf: 0.3 }',
    '{ type: number, multipleOf: 0.1 }',
    ['parameter-widened'],
    ['result-bound'],
  ],
  [S, "{ type: string, maxLength: 9, pattern: '^a$' }", ['parameter-pattern'], ['result-narrowed']],
  [
    "{ type: string, pattern: '^a$' }",
    "{ type: string, pattern: '^b$' }",
    ['parameter-pattern'],
    ['result-pattern'],
  ],
  ['{ type: string }', '{ type: integer }', ['parameter-type'], ['result-type']],
  [
    '{ enum: [a, b] }',
    '{ enum: [b, c] }',
    ['parameter-enum', 'parameter-widened'],
    ['result-enum', 'result-narrowed'],
  ],
  [
    '{ type: string }',
    '{ type: string, format: email }',
    ['parameter-format'],
    ['result-narrowed'],
  ],
  ['{ type: string, format: email }', '{ type: string }', ['parameter-widened'], ['result-format']],
  [
    "{ $ref: '#/schemas/Node' }",
    "{ $ref: '#/schemas/Loose' }",
    ['parameter-widened'],
    ['result-bound'],
  ],
  [
    "{ $ref: '#/schemas/Loose' }",
    "{ $ref: '#/schemas/Node' }",
    ['parameter-bound'],
    ['result-narrowed'],
  ],
  [
    object('a: { type: string }, b: { type: string }'),
    object('a: { type: string }'),
    ['parameter-removed'],
    ['result-removed'],
  ],
  [
    object('a: { type: string }'),
    object('a: { type: string }, b: { type: string }'),
    ['parameter-added'],
    ['result-added'],
  ],
  [
    object('a: { type: string }'),
    object('a: { type: string }, b: { type: string }', 'b'),
    ['parameter-added-required'],
    ['result-added'],
  ],
  [
    object('a: { type: string }'),
    object('a: { type: string }', 'a'),
    ['parameter-required'],
    ['result-narrowed'],
  ],
  [
    object('a: { type: string }', 'a'),
    object('a: { type: string }'),
    ['parameter-optional'],
    ['result-optional'],
  ],
  [
    '{ type: array, items: { enum: [a, b] } }',
    '{ type: array, items: { enum: [a] } }',
    ['parameter-enum'],
    ['result-narrowed'],
  ],
  [
    '{ anyOf: [{ type: string }, { type: integer }] }',
    '{ anyOf: [{ type: string }, { type: boolean }] }',
    ['parameter-type', 'parameter-widened'],
    ['result-narrowed', 'result-type'],
  ],
  [
    '{ anyOf: [{ type: string, maxLength: 9 }, { type: string, format: email }] }',
    '{ anyOf: [{ type: string, maxLength: 8 }, { type: string, format: email }] }',
    ['parameter-unknown'],
    ['result-unknown'],
  ],
  [
    '{ anyOf: [{ type: string, maxLength: 9 }, { type: "null" }] }',
    '{ anyOf: [{ type: "null" }, { type: string, maxLength: 10 }] }',
    ['parameter-widened'],
    ['result-bound'],
  ],
  [tagged('a', 'b'), tagged('c', 'b', 'a'), ['parameter-widened'], ['result-type']],
  [
    tagged('a', 'b'),
    tagged('b', 'c'),
    ['parameter-type', 'parameter-widened'],
    ['result-narrowed', 'result-type'],
  ],
  [
    tagged('a', 'b'),
    tagged('b', 'a').replace('n: {', 'o: { type: string, maxLength: 9 }, n: {'),
    ['parameter-added'],
    ['result-added'],
  ],
  [tagged('a', 'b'), tagged('a', 'b').replace('9', '8'), ['parameter-bound'], ['result-narrowed']],
  [
    '{ anyOf: [{ type: string }, { type: integer }] }',
    '{ anyOf: [{ type: string }, { type: integer }, { type: boolean }] }',
    ['parameter-widened'],
    ['result-type'],
  ],
  [
    '{ type: string, description: One }',
    '{ type: string, description: Two }',
    ['schema-text-changed'],
    ['schema-text-changed'],
  ],
];

const none = '{ type: object, properties: {} }';
const kinds = (changes: Awaited<ReturnType<typeof diffOf>>) =>
  [...new Set(changes.map(({ rule }) => rule))].sort();

test.each(rows)('parameters are contravariant: %s → %s', async (old, now, rules) => {
  expect(kinds(await diffOf(file(one(old), none), file(one(now), none)))).toEqual(rules);
});
test.each(rows)('results are covariant: %s → %s', async (old, now, _, rules) => {
  expect(kinds(await diffOf(file(none, one(old)), file(none, one(now))))).toEqual(rules);
});

test('says where, inside what is nested', async () => {
  const list = (bound: number) =>
    one(`{ type: array, items: ${object(`a: { type: number, maximum: ${bound} }`)} }`);
  expect(rulesOf(await diffOf(file(list(5), none), file(list(4), none)))).toEqual([
    'parameter-bound parameters/x/[]/a',
  ]);
});

test('a default, and nothing where nothing changed', async () => {
  const given = (value: number) => object(`x: { type: integer, default: ${value} }`);
  expect(rulesOf(await diffOf(file(given(1), none), file(given(2), none)))).toEqual([
    'default-changed parameters/x',
  ]);
  expect(await diffOf(file(given(1), none), file(given(1), none))).toEqual([]);
});

test('a required parameter that gets a default may be left out, and one that loses it may not', async () => {
  const schemas = (schema: string) =>
    file(object(`x: { $ref: '#/schemas/X' }, y: ${schema}`, 'x, y'), none).replace(
      'schemas:',
      `schemas:\n  X: ${schema}`,
    );
  const [bare, given] = ['{ type: integer }', '{ type: integer, default: 1 }'];
  expect(rulesOf(await diffOf(schemas(bare), schemas(given)))).toEqual([
    'parameter-optional parameters/x',
    'parameter-optional parameters/y',
    'schema-text-changed parameters/x',
    'schema-text-changed parameters/y',
  ]);
  expect(rulesOf(await diffOf(schemas(given), schemas(bare)))).toEqual([
    'default-changed parameters/x',
    'default-changed parameters/y',
    'parameter-required parameters/x',
    'parameter-required parameters/y',
  ]);
});

test('in a result nothing is filled in: a default there is a text', async () => {
  const given = (value: number) =>
    file(none, "{ $ref: '#/schemas/Preset' }").replace(
      'schemas:',
      `schemas:\n  Preset: { type: object, properties: { x: { type: integer, default: ${value} } }, required: [x] }`,
    );
  expect(rulesOf(await diffOf(given(1), given(2)))).toEqual([
    'schema-text-changed result/$defs/Preset/x',
  ]);
});

test('what one parameter says in full is not taken for what another said before the same reference', async () => {
  const id = "{ $ref: '#/schemas/Node' }";
  const node =
    '{ type: object, properties: { next: { $ref: "#/schemas/Node" }, n: { type: integer, maximum: 5 } } }';
  const old = object(`a: ${node}, b: { type: integer }`, 'a, b');
  const now = object(`a: ${id}, b: ${id}`, 'a, b');
  const said = rulesOf(await diffOf(file(old, one(S)), file(now, one(S))));
  expect(said).toContain('parameter-type parameters/b');
});

test('a list of anything that becomes a list of lists, down and down, is BREAKING', async () => {
  const nested = (each: string) =>
    file(one(each), one(S)).replace(
      'schemas:\n',
      "schemas:\n  Lists: { type: array, items: { $ref: '#/schemas/Lists' } }\n",
    );
  const said = rulesOf(
    await diffOf(nested('{ type: array }'), nested("{ $ref: '#/schemas/Lists' }")),
  );
  expect(said).toContain('parameter-type parameters/x/[]');
});

test('a schema that refers to itself in several words is told of once', async () => {
  const nodes = (maximum: number) =>
    file(one("{ $ref: '#/schemas/Two' }"), one(S)).replace(
      'schemas:\n',
      `schemas:\n  Two: { type: object, properties: { n: { type: integer, maximum: ${maximum} },
    next: { $ref: '#/schemas/Two', description: The next }, last: { $ref: '#/schemas/Two', description: The last } } }\n`,
    );
  const said = rulesOf(await diffOf(nodes(5), nodes(4)));
  expect(said).toEqual(['parameter-bound parameters/x/n']);
});
