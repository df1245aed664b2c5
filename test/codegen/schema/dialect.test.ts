import { describe, expect, test } from 'vitest';
import { problems, properties } from './problems.js';

/** `code at` of every problem. */
const found = (text: string) => problems(text).map(({ code, at }) => `${code} ${at}`);

test.each(['toString', 'hasOwnProperty', 'valueOf'])('%s is no keyword', (keyword) => {
  const text = `parameters: { type: object, properties: { a: { ${keyword}: {} } } }`;
  expect(found(text)).toEqual([`TW2001 ${keyword}`]);
  const shared = `schemas: { A: { type: object, ${keyword}: true } }\nparameters: { type: object, properties: { a: { $ref: '#/schemas/A' } } }`;
  expect(found(shared)).toContain(`TW2001 ${keyword}`);
});

describe('what is inside the dialect', () => {
  test.each([
    [
      'types',
      properties('a: { type: string }', 'b: { type: [integer, "null"] }', 'c: true', 'd: {}'),
    ],
    [
      'numbers',
      properties('a: { type: number, minimum: 0, exclusiveMaximum: 5, multipleOf: 0.01 }'),
    ],
    [
      'strings',
      properties("a: { type: string, minLength: 1, maxLength: 5, pattern: '^a+$', format: email }"),
    ],
    [
      'lists',
      properties('a: { type: array, items: { type: string }, uniqueItems: true, maxItems: 10 }'),
    ],
    [
      'tuples',
      properties('a: { type: array, prefixItems: [{ type: string }], minItems: 1, items: false }'),
    ],
    ['contains', properties('a: { type: array, contains: { const: 1 }, minContains: 2 }')],
    [
      'names that hang on another',
      `${properties('a: {}', 'b: {}')}\n  dependentRequired: { a: [b] }`,
    ],
    [
      'names that hang on another, in an open object',
      properties(
        'a: { type: object, properties: { b: {} }, additionalProperties: true, dependentRequired: { c: [d] } }',
      ),
    ],
    ['open objects', properties('a: { type: object, additionalProperties: true }')],
    ['maps', properties("a: { type: object, patternProperties: { '^x-': { type: string } } }")],
    [
      'names',
      properties(
        'a: { type: object, additionalProperties: true, propertyNames: { maxLength: 9 } }',
      ),
    ],
    ['what another part says', properties('a: { allOf: [{ type: string }, { minLength: 1 }] }')],
    [
      'what another part refers to',
      `schemas: { Name: { type: string } }\n${properties("a: { allOf: [{ minLength: 1 }, { $ref: '#/schemas/Name' }] }")}`,
    ],
    ['not', properties('a: { type: string, not: { enum: [x] } }')],
    [
      'notes',
      properties('a: { title: A, description: B, examples: [c], deprecated: true, $comment: D }'),
    ],
    ['ours', properties('a: { type: string, redact: true, sanitize: trim }')],
    [
      'shared',
      `schemas: { Id: { type: string } }\n${properties("a: { $ref: '#/schemas/Id', description: x }")}`,
    ],
    ['own', `${properties("a: { $ref: '#/$defs/Id' }")}\n  $defs: { Id: { type: string } }`],
    [
      'recursion',
      `schemas: { N: { type: object, properties: { n: { $ref: '#/schemas/N' } } } }\n${properties("a: { $ref: '#/schemas/N' }")}`,
    ],
    [
      'a narrowed object',
      `${properties('a: { type: string }', 'b: {}')}\n  anyOf: [{ required: [a] }, { required: [b] }]`,
    ],
    ['no parameters', 'parameters: { type: object }'],
  ])('%s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe('refused words', () => {
  test.each([
    ['minimun: 1', 'TW2001 minimun', 'did you mean `minimum`?'],
    ['frobnicate: 1', 'TW2001 frobnicate', 'remove it, or move it into `properties`'],
    ['constructor_: 1', 'TW2001 constructor_', 'remove it, or move it into `properties`'],
    [
      '$dynamicRef: "#x"',
      'TW2002 $dynamicRef',
      'put the schema under `schemas:` and write $ref: "#/schemas/Name"',
    ],
    [
      '$anchor: x',
      'TW2002 $anchor',
      'put the schema under `schemas:` and write $ref: "#/schemas/Name"',
    ],
    ['$id: x', 'TW2002 $id', 'put the schema under `schemas:` and write $ref: "#/schemas/Name"'],
    [
      'unevaluatedItems: false',
      'TW2002 unevaluatedItems',
      'write `items: false` beside `prefixItems`',
    ],
    ['nullable: true', 'TW2002 nullable', 'write type: [string, "null"], with your type'],
    ['if: {}', 'TW2002 if', 'write a oneOf whose branches differ in a property with a `const`'],
    [
      'items: [{ type: string }]',
      'TW2002 items',
      'write the list as `prefixItems`, with minItems, and items: false if nothing may follow',
    ],
    ['tsType: "Date; }; import(1)"', 'TW2002 tsType', 'leave it out: types follow from the schema'],
    ['type: date', 'TW2005 date', 'write type: string with format: date'],
    ['type: Integer', 'TW2005 Integer', 'did you mean `integer`?'],
    ['type: dict', 'TW2005 dict', 'write type: object'],
    ['format: emial', 'TW2006 emial', 'did you mean `email`?'],
    ['format: regex', 'TW2006 regex', 'leave it out: a pattern from a model must not be run'],
    ["$ref: '#/schemas/Emial'", "TW2010 '#/schemas/Emial'", 'did you mean `#/schemas/Email`?'],
    [
      "$ref: 'http://example.com/x'",
      "TW2011 'http://example.com/x'",
      'write #/schemas/Name, or #/$defs/Name for one of the same `parameters` or `result`',
    ],
    [
      "$ref: './secret.json'",
      "TW2011 './secret.json'",
      'write #/schemas/Name, or #/$defs/Name for one of the same `parameters` or `result`',
    ],
    [
      "pattern: '[z-a]'",
      "TW2042 '[z-a]'",
      'correct it; quote it in single quotes, so that YAML leaves backslashes alone',
    ],
    [
      "pattern: '^(?=a)'",
      "TW2043 '^(?=a)'",
      'make every repetition end where the next part starts; write a lookahead as allOf or not',
    ],
  ])('%s', (line, problem, help) => {
    const text = `schemas: { Email: { type: string } }\n${properties(`a: { ${line} }`)}`;
    const [first] = problems(text).filter(({ code }) => code !== 'TW2008');
    expect(`${first?.code} ${first?.at}`).toBe(problem);
    expect(first?.help).toBe(help);
  });
});

describe('values of the wrong kind', () => {
  test.each([
    ['minLength: -1', 'TW2003 -1'],
    ['maxItems: 1.5', 'TW2003 1.5'],
    ['enum: []', 'TW2003 []'],
    ['enum: [a, a]', 'TW2003 [a, a]'],
    ['enum: [{}]', 'TW2003 [{}]'],
    ['const: []', 'TW2003 []'],
    ['multipleOf: 0', 'TW2003 0'],
    ['required: a', 'TW2003 a'],
    ['anyOf: []', 'TW2003 []'],
    ['redact: false', 'TW2003 false'],
    ['type: []', 'TW2003 []'],
    ['not: 3', 'TW2004 3'],
    ['properties: { x: text }', 'TW2004 text'],
  ])('%s', (line, problem) => {
    expect(found(properties(`a: { ${line} }`))).toContain(problem);
  });
});

describe('contradictions', () => {
  test.each([
    ['{ type: string, minLength: 5, maxLength: 4 }', 'TW2030 4'],
    ['{ type: number, exclusiveMinimum: 1, maximum: 1 }', 'TW2030 1'],
    ['{ type: integer, exclusiveMinimum: 1, maximum: 1 }', 'TW2030 1'],
    ['{ type: integer, minimum: 0.2, maximum: 0.8 }', 'TW2030 0.8'],
    // A call holds no integer beyond 2^53 - 1.
    ['{ type: integer, minimum: 1.0e+17 }', 'TW2030 1.0e+17'],
    ['{ type: integer, exclusiveMaximum: -9007199254740991 }', 'TW2030 -9007199254740991'],
    ['{ type: integer, exclusiveMinimum: 9007199254740991 }', 'TW2030 9007199254740991'],
    ['{ type: object, properties: { x: false }, required: [x] }', 'TW2032 false'],
    ['{ type: integer, exclusiveMinimum: 0, exclusiveMaximum: 1 }', 'TW2030 1'],
    ['{ type: integer, exclusiveMinimum: -1, maximum: -0.5 }', 'TW2030 -0.5'],
    ['{ type: number, minimum: 4, maximum: 5, multipleOf: 3 }', 'TW2030 5'],
    ['{ type: integer, exclusiveMinimum: 3, exclusiveMaximum: 6, multipleOf: 3 }', 'TW2030 6'],
    ['{ type: integer, enum: [1, two] }', 'TW2031 two'],
    ['{ type: boolean, const: "True" }', 'TW2031 "True"'],
    ['{ type: integer, minLength: 1 }', 'TW2007 minLength'],
    ['{ minLength: 1 }', 'TW2008 minLength'],
    ['{ allOf: [{ type: integer }, { minLength: 1 }] }', 'TW2008 minLength'],
    ['{ type: object }', 'TW2023 { type: object }'],
    ['{ type: object, properties: { b: {} }, required: [c] }', 'TW2022 c'],
    ['{ type: object, properties: { b: {} }, anyOf: [{ required: [c] }] }', 'TW2022 c'],
    ['{ type: object, properties: { b: {} }, dependentRequired: { c: [b] } }', 'TW2028 c'],
    ['{ type: object, properties: { b: {} }, dependentRequired: { b: [c] } }', 'TW2028 c'],
    [
      '{ type: object, properties: { b: {} }, anyOf: [{ dependentRequired: { b: [c] } }] }',
      'TW2028 c',
    ],
    ['{ type: object, properties: { b: {} }, not: { properties: { c: {} } } }', 'TW2024 {}'],
    ['{ type: array, prefixItems: [{}, {}], minItems: 1 }', 'TW2040 prefixItems'],
    ['{ type: array, uniqueItems: true }', 'TW2041 uniqueItems'],
    ['{ type: array, uniqueItems: true, maxItems: 5000 }', 'TW2041 uniqueItems'],
    ['{ type: array, minContains: 1 }', 'TW2044 minContains'],
    [
      '{ allOf: [{ type: string }, { type: integer }] }',
      'TW2032 { allOf: [{ type: string }, { type: integer }] }',
    ],
    ['{ type: string, default: 5 }', 'TW2033 5'],
    ['{ type: integer, default: 1e300 }', 'TW2033 1e300'],
    ['{ type: string, examples: [ok, 5] }', 'TW2033 [ok, 5]'],
    ['{ type: array, items: { type: string, default: x } }', 'TW2035 x'],
    ['{ type: integer, sanitize: trim }', 'TW2051 sanitize'],
    ['{ type: string, untrusted: true }', 'TW2050 untrusted'],
    ['{ $defs: { X: {} } }', 'TW2009 $defs'],
  ])('%s', (schema, problem) => {
    expect(found(properties(`a: ${schema}`))).toEqual([problem]);
  });

  test('a default of a required property is filled in, but for one that tells branches apart', () => {
    const required = (names: string) => `\n  required: [${names}]`;
    expect(found(`${properties('a: { type: string, default: x }')}${required('a')}`)).toEqual([]);
    const branch = (tag: string, more = '') =>
      `{ type: object, properties: { k: { const: ${tag}${more} } }, required: [k] }`;
    const union = `a: { oneOf: [${branch('x', ', default: x')}, ${branch('y')}] }`;
    expect(found(properties(union))).toEqual(['TW2034 x']);
  });
});

describe('roots', () => {
  test.each([
    ['parameters: { type: array }', 'TW2020'],
    ['parameters: text', 'TW2004'],
    ['parameters: true', 'TW2004'],
    [
      'parameters: { type: object, oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }',
      'TW2021',
    ],
    ['result: { type: string, sanitize: trim }', 'TW2050'],
    ['result: { type: object, properties: { a: { type: string, default: x } } }', 'TW2050'],
    ["schemas: { A: { $ref: '#/schemas/A' } }", 'TW2012'],
    [
      "schemas: { A: { anyOf: [{ type: string }, { $ref: '#/schemas/B' }] }, B: { $ref: '#/schemas/A' } }",
      'TW2012',
    ],
    [
      'schemas: { A: {} }\nparameters: { type: object, properties: {}, $defs: { A: {} } }',
      'TW2013',
    ],
    ['schemas: { A: { $defs: { B: {} } } }', 'TW2009'],
  ])('%s', (text, code) => {
    expect(problems(text).map((each) => each.code)).toContain(code);
  });

  test('what is wrong inside of a shared schema is said once', () => {
    const shared = 'schemas: { A: { type: object, properties: { a: {} }, required: [b] } }\n';
    const use = properties("a: { $ref: '#/schemas/A' }", "b: { $ref: '#/schemas/A' }");
    expect(found(shared + use)).toEqual(['TW2022 b']);
  });

  test('all problems at once', () => {
    const text = properties(
      'a: { type: strin }',
      'b: { type: string, minLength: x }',
      "c: { pattern: '(' }",
    );
    expect(found(text)).toEqual(['TW2005 strin', 'TW2003 x', 'TW2008 pattern', "TW2042 '('"]);
  });
});

describe('allOf', () => {
  const shared = 'schemas: { A: { type: object, properties: { a: { type: string } } } }\n';
  test.each([
    [
      "{ allOf: [{ $ref: '#/schemas/A' }, { properties: { b: {} }, additionalProperties: false }] }",
      ['TW2025'],
    ],
    ["{ allOf: [{ $ref: '#/schemas/A' }, { properties: { a: { type: array } } }] }", ['TW2026']],
    ["{ allOf: [{ $ref: '#/schemas/A' }, { type: object, properties: { b: {} } }] }", []],
    ["{ allOf: [{ $ref: '#/schemas/A' }, { required: [b] }] }", ['TW2022']],
    ["{ $ref: '#/schemas/A', required: [a] }", []],
  ])('%s', (schema, codes) => {
    const got = problems(shared + properties(`x: ${schema}`)).map(({ code }) => code);
    expect(new Set(got.filter((code) => code !== 'TW2008'))).toEqual(new Set(codes));
  });
});

describe('unions', () => {
  const branch = (kind: string, rest: string) =>
    `{ type: object, properties: { kind: { const: ${kind} }, ${rest} }, required: [kind] }`;
  test.each([
    [
      'told apart by a tag',
      `oneOf: [${branch('x', 'v: { type: string, sanitize: trim }')}, ${branch('y', 'v: { type: string, default: d }')}]`,
      [],
    ],
    [
      'told apart by type',
      'anyOf: [{ type: string, sanitize: trim }, { type: integer }, { type: object, properties: { a: { type: string, default: x } } }]',
      [],
    ],
    [
      'two objects',
      'anyOf: [{ type: object, properties: { a: { type: string, default: x } } }, { type: object, properties: { b: {} } }]',
      ['TW2052'],
    ],
    [
      'two strings',
      'anyOf: [{ type: string, sanitize: trim }, { type: string, maxLength: 3 }]',
      ['TW2052'],
    ],
    [
      'two lists',
      'anyOf: [{ type: array, items: { type: string, sanitize: trim } }, { type: array, items: { type: integer } }]',
      ['TW2052'],
    ],
    [
      'the same tag twice',
      `oneOf: [${branch('x', 'v: { type: string, sanitize: trim }')}, ${branch('x', 'v: {}')}]`,
      ['TW2052'],
    ],
    [
      'no rules at all',
      'anyOf: [{ type: object, properties: { a: {} } }, { type: object, properties: { b: {} } }]',
      [],
    ],
    [
      'a default on a branch',
      'anyOf: [{ type: string, default: x }, { type: integer }]',
      ['TW2035'],
    ],
    ['a default on the union', 'anyOf: [{ type: string }, { type: integer }], default: 5', []],
    [
      'a rule in a narrowing branch',
      'type: object, properties: { a: {} }, anyOf: [{ properties: { a: { sanitize: trim } } }]',
      ['TW2053'],
    ],
    ['a rule in not', 'type: string, not: { const: x, default: x }', ['TW2053']],
    [
      'a rule for names',
      'type: object, additionalProperties: {}, propertyNames: { sanitize: trim }',
      [],
    ],
    [
      'a rule for names in a part that only tests',
      'type: object, additionalProperties: {}, not: { propertyNames: { sanitize: trim } }',
      ['TW2053'],
    ],
    [
      'a mark on names',
      'type: object, additionalProperties: {}, propertyNames: { redact: true }',
      ['TW2053'],
    ],
    [
      'a rule in a part of what names are like',
      'type: object, additionalProperties: {}, propertyNames: { allOf: [{ sanitize: trim }] }',
      ['TW2053'],
    ],
    [
      'a default of an object in a union of others, required or not',
      'anyOf: [{ type: object, properties: { a: { default: 1 } }, required: [a] }, { type: object, properties: {} }]',
      ['TW2052'],
    ],
  ])('%s', (_, schema, codes) => {
    expect(problems(properties(`x: { ${schema} }`)).map(({ code }) => code)).toEqual(codes);
  });
});

test('a condition on the arguments may require a bound parameter, but not test it', () => {
  const text = `${properties('t: { type: string }', 'a: {}')}\n  anyOf: [{ properties: { t: { const: x } } }, { required: [t] }]\nbind: [t]`;
  expect(found(text)).toEqual(['TW2054 t']);
});

test.each([
  ['its own, which nobody misses', '{ type: string, default: x }', []],
  ['inside', '{ type: object, properties: { a: { default: 1 } }, required: [a] }', ['TW2035']],
  ['shared', "{ type: array, items: { $ref: '#/schemas/A' } }", ['TW2035']],
  ['none', "{ $ref: '#/schemas/B' }", []],
])('nothing fills in a default inside of what is bound: %s', (_, schema, faults) => {
  const shared =
    'schemas: { A: { type: object, properties: { a: { default: 1 } } }, B: { default: 2 } }\n';
  const text = `${shared}${properties(`t: ${schema}`)}\nbind: [t]`;
  expect(found(text).map((each) => (each.length > 12 ? each.slice(0, 6) : each))).toEqual(faults);
});

test.each([
  ['a: { default: 1 }, b: {}', 'dependentRequired: { a: [b] }', '{} passes without `a`'],
  ['a: { default: 1 }, b: {}', 'not: { required: [a, b] }', '{"b":"x"} passes without `a`'],
  ['a: { default: 1 }, b: {}', 'maxProperties: 1', '{"b":"x"} passes without `a`'],
  ['a: { default: 1 }, b: {}', 'oneOf: [{ required: [a] }, { required: [b] }]', '{"b":"x"}'],
  [
    'a: { default: 1 }, b: { type: object, properties: { c: { type: string, pattern: "^c" } }, required: [c] }',
    'not: { required: [a, b] }',
    '{"b":"…"} passes without `a`',
  ],
  ['a: { default: 1 }', "propertyNames: { pattern: '^b' }", '{} passes'],
  ['ab: { default: 1 }', "patternProperties: { '^a': { type: string } }", '{} passes'],
  [
    'a: { type: integer, default: 1 }',
    'anyOf: [{ properties: { a: { const: 2 } }, required: [a] }, { not: { required: [a] } }]',
    '{} passes without `a`',
  ],
  [
    'a: { type: integer, default: 1 }, how: { enum: [x, y] }, z: { type: string, pattern: "^z" }',
    'required: [how, z], anyOf: [{ properties: { how: { const: x } } }, { not: { required: [a] } }]',
    '{"z":"…","how":"y"} passes without `a`',
  ],
  [
    "a: { $ref: '#/schemas/D' }, b: {}",
    'allOf: [{ anyOf: [{ required: [b] }, { not: { required: [a] } }] }]',
    '{} passes without `a`',
  ],
])('a default that makes its object fail: %s, %s', (properties, more, said) => {
  const object = `{ type: object, properties: { ${properties} }, ${more} }`;
  const shared = 'schemas: { D: { type: integer, default: 3 } }\n';
  for (const text of [
    `parameters: ${object}`,
    `parameters: { type: object, properties: { o: ${object} } }`,
  ])
    expect(problems(`${shared}${text}`)).toMatchObject([
      { code: 'TW2056', message: expect.stringContaining(said) },
    ]);
});

test.each([
  ['a: { default: 1 }, b: {}', 'dependentRequired: { b: [a] }'],
  ['a: { default: 1 }, b: {}', 'anyOf: [{ required: [a] }, { required: [b] }]'],
  ['a: { default: 1 }, b: false', 'not: { required: [a, b] }'],
  ['a: { default: 1 }, b: {}', 'maxProperties: 2, minProperties: 1'],
  [
    'a: { default: 1 }, b: { default: 2 }',
    'required: [a, b], not: { properties: { a: { const: 2 } } }',
  ],
  [
    'a: { default: x }, b: {}',
    'oneOf: [{ properties: { a: { const: x } }, required: [a] }, { properties: { a: { const: y } }, required: [a, b] }]',
  ],
])('defaults that fail nothing: %s, %s', (properties, more) => {
  expect(found(`parameters: { type: object, properties: { ${properties} }, ${more} }`)).toEqual([]);
});

test.each([
  ['next: { $ref: "#/schemas/A", default: {} }', ['TW2055 {}']],
  ['next: { $ref: "#/schemas/A", default: { next: {} } }', ['TW2055 { next: {} }']],
  ['next: { $ref: "#/schemas/A" }', []],
  ['all: { type: array, items: { $ref: "#/schemas/A" }, default: [] }', []],
  ['all: { type: array, items: { $ref: "#/schemas/A" }, default: [{}] }', ['TW2055 [{}]']],
  ['next: { anyOf: [{ $ref: "#/schemas/A" }, { type: "null" }], default: {} }', ['TW2055 {}']],
  ['next: { anyOf: [{ $ref: "#/schemas/A" }, { type: "null" }], default: null }', []],
])('a default that goes on without an end: %s', (property, faults) => {
  expect(found(`schemas: { A: { type: object, properties: { ${property} } } }`)).toEqual(faults);
});

test('a joined schema inside of itself', () => {
  const joined = "{ allOf: [{ $ref: '#/schemas/N' }, { type: object, properties: { x: {} } }] }";
  const text = `schemas: { N: { type: object, properties: { n: ${joined} } } }`;
  expect(found(text).map((each) => each.slice(0, 6))).toEqual(['TW2027']);
  const named = `schemas: { N: { type: object, properties: { n: { $ref: '#/schemas/M' } } }, M: ${joined} }`;
  expect(found(named)).toEqual([]);
});

test.each([
  ['X', "{ type: object, properties: { x: { $ref: '#/schemas/X' } }, required: [x] }"],
  ['X', "{ type: array, items: { $ref: '#/schemas/X' }, minItems: 1 }"],
  ['X', "{ allOf: [{ type: object, properties: { x: { $ref: '#/schemas/X' } }, required: [x] }] }"],
  ['', "{ type: object, properties: { x: { $ref: '#/schemas/X' } } }"],
  ['', "{ type: array, items: { $ref: '#/schemas/X' } }"],
  ['', "{ type: [object, 'null'], properties: { x: { $ref: '#/schemas/X' } }, required: [x] }"],
])('a schema that must hold itself is said to be %j: %s', (name, schema) => {
  const text = `schemas: { X: ${schema} }\n${properties("a: { $ref: '#/schemas/X' }")}`;
  expect(found(text)).toEqual(name === '' ? [] : [`TW2036 ${name}`]);
});

test('of parameters that are a union, that is all there is to say', () => {
  const branch = (name: string) =>
    `{ type: object, properties: { ${name}: { type: string } }, required: [${name}] }`;
  const text = `parameters:\n  type: object\n  oneOf: [${branch('a')}, ${branch('b')}]\n`;
  expect(problems(text).map(({ code }) => code)).toEqual(['TW2021']);
});

describe('more parts than a validator can be made of', () => {
  const many = (count: number, part: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => part(at)).join(', ');
  test.each<[string, (count: number) => string]>([
    ['oneOf', (count) => `{ oneOf: [${many(count, (at) => `{ const: ${at} }`)}] }`],
    ['anyOf', (count) => `{ anyOf: [${many(count, (at) => `{ const: ${at} }`)}] }`],
    [
      'patternProperties',
      (count) => `{ type: object, patternProperties: { ${many(count, (at) => `a${at}: true`)} } }`,
    ],
  ])('of %s', (keyword, schema) => {
    expect(found(properties(`a: ${schema(1001)}`))).toEqual([`TW2045 ${keyword}`]);
    expect(found(properties(`a: ${schema(1000)}`))).toEqual([]);
  });
});

describe('schemas too deep within each other', () => {
  const ref = (at: number) => `{ $ref: '#/schemas/S${at}' }`;
  const list = (at: number) => `{ type: array, items: ${ref(at)} }`;
  /** `parameters`, the property and the reference to the first stand around them. */
  const chain = (count: number, link = list) => {
    const links = Array.from({ length: count }, (_, at) => `S${at}: ${link(at + 1)}`);
    return `schemas: { ${links.join(', ')}, S${count}: { type: boolean } }\n`;
  };
  const deep = (text: string) => found(text).map((each) => each.slice(0, 6));
  const argument = properties('a: { $ref: "#/schemas/S0" }');

  test('up to 200 are taken, more are told once', () => {
    expect(deep(chain(98) + argument)).toEqual([]);
    expect(deep(chain(99) + argument)).toEqual(['TW2046']);
    expect(deep(chain(400) + argument)).toEqual(['TW2046']);
  });

  test('however many there are', () => {
    expect(deep(chain(9000) + argument)).toEqual(['TW2046']);
    expect(deep(chain(9000, ref) + argument)).toEqual(['TW2046']);
  });

  test('by whatever way they are first come to', () => {
    const shortcuts = Array.from({ length: 150 }, (_, at) => ref(150 - at)).join(', ');
    const union = `anyOf: [${shortcuts}], properties: { a: ${ref(0)} }`;
    expect(deep(`${chain(150)}result: { type: object, ${union} }`)).toEqual(['TW2046']);
  });

  test('those that lead back to themselves count once', () => {
    const tree =
      "{ type: object, properties: { a: { $ref: '#/schemas/S0' }, b: { type: string } } }";
    expect(deep(`schemas: { S0: ${tree} }\n${argument}`)).toEqual([]);
  });
});
