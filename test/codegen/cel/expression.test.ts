import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argsRead, Expressions, lowerExpression } from '../../../codegen/cel/expression.js';
import type { Fault } from '../../../codegen/cel/fault.js';
import type { Sees } from '../../../codegen/cel/scope.js';
import { argsType } from '../../../codegen/cel/type.js';
import type { Json } from '../../../src/json.js';
import { compile } from '../../../src/rules/cel/compile.js';
import type { Fields } from '../../../src/rules/cel.js';
import { cpuMs } from '../../fixture/cost.js';

const parameters = {
  type: 'object',
  properties: {
    count: { type: 'integer' },
    amount: { type: 'number' },
    name: { $ref: '#/schemas/Name' },
    state: { enum: ['open', 'closed'] },
    note: { type: 'string' },
    unit: { type: 'string', default: 'kg' },
    limit: { type: ['integer', 'null'] },
    tags: { type: 'array', items: { type: 'string' } },
    address: {
      type: 'object',
      properties: { city: { type: 'string' }, zip: { type: 'string' } },
      required: ['city'],
    },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: { sku: { type: 'string' }, note: { type: 'string' } },
        required: ['sku'],
      },
    },
    open: { type: 'object', additionalProperties: { type: 'number' } },
    either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    any: {},
    card: {
      oneOf: [
        {
          type: 'object',
          properties: {
            kind: { const: 'card' },
            digits: { type: 'string' },
            fee: { type: 'integer' },
          },
          required: ['kind', 'digits', 'fee'],
        },
        {
          type: 'object',
          properties: {
            kind: { const: 'cash' },
            fee: { type: 'number' },
            till: { type: 'integer', default: 1 },
          },
          required: ['kind', 'fee'],
        },
      ],
    },
    owner: {
      anyOf: [
        { type: 'object', properties: { name: { type: ['string', 'null'] } }, required: ['name'] },
        { type: 'null' },
      ],
    },
    nameOrOwner: {
      anyOf: [
        { type: 'string' },
        { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      ],
    },
    pair: {
      type: 'array',
      prefixItems: [{ type: 'integer' }, { type: ['integer', 'null'] }],
      items: false,
      minItems: 2,
    },
    tenant: { type: 'string' },
  },
  required: [
    'count',
    'amount',
    'name',
    'state',
    'limit',
    'tags',
    'lines',
    'open',
    'either',
    'any',
    'card',
    'owner',
    'nameOrOwner',
    'pair',
  ],
};
const shared = { Name: { type: 'string' } };
const args = argsType(parameters, shared, ['tenant']);
const expressions = new Expressions();
const check = (source: string, sees: Sees = { args }) => expressions.check(source, sees);

describe('fine', () => {
  test.each([
    ['args.count > 5', 'bool'],
    ['args.count > 5.5 && args.amount > 100', 'bool'],
    ['args.count + args.amount', 'double'],
    ['args.name + args.state', 'string'],
    ['args.unit == "kg"', 'bool'],
    ['args.tenant', 'string'],
    ['args.limit == null || args.limit > 3', 'bool'],
    ['args.limit in [1, 2] && args.limit + 1 > 2', 'bool'],
    // What fails beside something false is false, in either order, and beside something true is true.
    ['args.note == "x" && has(args.note)', 'bool'],
    ['args.limit > 3 && args.limit != null', 'bool'],
    ['args.limit > 3 || args.limit == null', 'bool'],
    ['args.note == "x" && has(args.note) && args.limit > 3 && args.limit != null', 'bool'],
    ['args.limit == 3 ? args.limit : 0', 'int'],
    ['args.limit != null ? string(args.limit) : "none"', 'string'],
    ['has(args.owner.name) && args.owner.name != null && args.owner.name.startsWith("x")', 'bool'],
    ['args.owner == null || args.owner.name == "x"', 'bool'],
    ['type(args.limit) == int && args.limit > 3', 'bool'],
    ['type(args.limit) == null_type || args.limit > 3', 'bool'],
    ['cel.bind(l, args.limit, l == null || l > 1)', 'bool'],
    ['args.pair.exists(p, p != null && p > 1)', 'bool'],
    ['args.card.kind == "card" && args.card.fee > 1', 'bool'],
    ['args.card.kind == "cash" && args.card.till > 1', 'bool'],
    ['args.card.kind != "cash" || args.card.till > 1', 'bool'],
    ['args.card.kind in ["cash"] ? args.card.till > 1 : args.card.digits == "1"', 'bool'],
    ['!(args.card.kind in ["card"]) && args.card.till > 1', 'bool'],
    ['has(args.card.digits) && args.card.digits.startsWith("1")', 'bool'],
    ['has(args.card.till) && args.card.till > 1', 'bool'],
    ['args.nameOrOwner == "x" || has(args.nameOrOwner.id) && args.nameOrOwner.id == "y"', 'bool'],
    ['has(args.note) && args.note == "x"', 'bool'],
    ['!has(args.note) || args.note == "x"', 'bool'],
    ['has(args.note) ? args.note : "none"', 'string'],
    ['!(has(args.note) && args.count > 1) || args.note == "x"', 'bool'],
    ['(!has(args.note) || args.count > 1) ? 1 : size(args.note)', 'int'],
    ['!has(args.note) ? "none" : args.note', 'string'],
    ['has(args.note) && (args.count > 1 || args["note"] == "x")', 'bool'],
    ['has(args.address) && args.address.city == "x"', 'bool'],
    ['has(args.address) && has(args.address.zip) && args.address.zip == "x"', 'bool'],
    ['args.lines.exists(l, l.sku == "x")', 'bool'],
    ['args.lines.exists(l, has(l.note) && l.note == "x")', 'bool'],
    ['has(args.open.x) && has(args.any.x)', 'bool'],
    ['args.lines.filter(l, has(l.note)).size() > 1', 'bool'],
    ['args.lines.map(l, has(l.note), l.note)', 'list<string>'],
    ['args.lines.filter(l, has(l.note)).all(l, l.note == "x")', 'bool'],
    ['args.pair.filter(p, p != null).all(p, p > 1)', 'bool'],
    ['args.pair.map(p, p).filter(p, p != null).map(p, p + 1)', 'list<int>'],
    ['args.pair.all(p, args.pair[0] == null || args.pair[0] > 1)', 'bool'],
    ['[0, 1].all(at, args.pair[at] == null || args.pair[at] > 1)', 'bool'],
    ['args.lines[0].sku', 'string'],
    ['args.tags.all(t, t.startsWith("a"))', 'bool'],
    ['args.open["x"] > 1.0', 'bool'],
    ['args.either == "x" || args.either == 3', 'bool'],
    ['caller.attributes.team == args.name', 'bool'],
    ['"agent" in caller.roles && size(caller.scopes) > 1', 'bool'],
    ['cel.bind(total, args.amount * 2, total > 5)', 'bool'],
  ])('%s', (source, type) => {
    expect(check(source)).toMatchObject({ faults: [], type });
  });
});

/** `kind "text that is underlined"`. */
const shown = (source: string, { kind, start, end }: Fault) =>
  `${kind} ${source.slice(start, end)}`;

test.each(['9223372036854775807', '-9223372036854775808', '0x7fffffffffffffff'])(
  'an integer of 64 bits: %s',
  (number) => {
    expect(check(`args.count > ${number}`).faults).toEqual([]);
  },
);

test('a character that is two units of UTF-16 is named whole', () => {
  const [fault] = check('args.count > 😀 1').faults;
  expect(fault).toMatchObject({ summary: 'Unexpected character: 😀' });
});

describe('faults, and what is underlined', () => {
  test.each([
    ['args.count >', 'syntax  '],
    ['args.count > 😀', 'syntax 😀'],
    ['args.count < 9223372036854775808', 'syntax 9223372036854775808'],
    ['[1, 0x8000000000000000].size() > args.count', 'syntax 0x8000000000000000'],
    ['args.count > -9223372036854775809', 'syntax 9223372036854775809'],
    ['args.count > "x"', 'type args.count > "x"'],
    ['args.name == null', 'type args.name == null'],
    ['args.cuont > 1', 'field cuont'],
    ['args["cuont"] > 1', 'field args["cuont"]'],
    ['has(args.cuont)', 'field cuont'],
    ['has(args.name.x)', 'field x'],
    ['has(args.tags.x)', 'field x'],
    ['has(args.either.x)', 'field x'],
    ['args.either.x == 1', 'field x'],
    ['has(args.address) && args.address.citi == "x"', 'field citi'],
    ['args.lines.exists(l, l.skv == "x")', 'field skv'],
    ['caller.role == "x"', 'field role'],
    ['args.note == "x"', 'optional args.note'],
    ['args["note"] == "x"', 'optional args["note"]'],
    ['has(args.note) || args.note == "x"', 'optional args.note'],
    ['args.note == "x" || has(args.note)', 'optional args.note'],
    // Two that each wait for the other, and a test that may itself fail.
    ['args.note == "x" && args.note != "y"', 'optional args.note'],
    ['has(args.unit) && args.note == "x"', 'optional args.note'],
    ['!has(args.note) && args.note == "x"', 'optional args.note'],
    ['has(args.note) ? 1 : size(args.note)', 'optional args.note'],
    ['has(args.address.city)', 'optional args.address'],
    ['has(args.address) && args.address.zip == "x"', 'optional args.address.zip'],
    ['args.lines.exists(l, l.note == "x")', 'optional l.note'],
    ['args.lines.exists(l, has(l.note)) && args.lines.all(l, l.note == "x")', 'optional l.note'],
    ['(has(args.note) || args.count > 1) && args.note == "x"', 'optional args.note'],
    ['(has(args.note) || args.count > 1) ? args.note : "x"', 'optional args.note'],
    ['args.card.digits == "1"', 'optional args.card.digits'],
    ['args.card.kind != "cash" && args.card.till > 1', 'optional args.card.till'],
    ['args.card.kind in ["card", "cash"] && args.card.till > 1', 'optional args.card.till'],
    ['args.card.kind == "cash" || args.card.till > 1', 'optional args.card.till'],
    ['args.card.tlil > 1', 'field tlil'],
    ['args.card.fee % 2 == 0', 'type args.card.fee % 2'],
    ['args.nameOrOwner.id == "y"', 'optional args.nameOrOwner.id'],
    ['args.limit > 3', 'null args.limit'],
    ['args.limit != null || args.limit > 3', 'null args.limit'],
    ['args.limit', 'null args.limit'],
    ['-args.limit == 1', 'null args.limit'],
    ['string(args.limit) == "1"', 'null args.limit'],
    ['args.limit != 3 && args.limit > 1', 'null args.limit'],
    ['type(args.limit) != int && args.limit > 1', 'null args.limit'],
    ['type(args.limit) == null_type && args.limit > 1', 'null args.limit'],
    ['(args.count > 1 ? args.limit : 1) > 2', 'null args.count > 1 ? args.limit : 1'],
    ['[args.limit].exists(l, l > 1)', 'null l'],
    ['{"a": args.limit}["a"] > 1', 'null {"a": args.limit}["a"]'],
    ['args.lines.map(l, args.limit)[0] > 1', 'null args.lines.map(l, args.limit)[0]'],
    ['cel.bind(l, args.limit, l > 1)', 'null l'],
    ['args.pair.exists(p, p > 1)', 'null p'],
    ['args.pair.filter(p, p == null).all(p, p > 1)', 'null p'],
    ['args.lines.filter(l, l.sku == "x").all(l, l.note == "x")', 'optional l.note'],
    ['[0].all(i, [1].all(k, args.pair[i] == null || args.pair[k] > 1))', 'null args.pair[k]'],
    ['args.owner.name == "x"', 'null args.owner'],
    ['has(args.owner.name) && size(args.owner.name) > 1', 'null args.owner.name'],
    ['args.owner != null && size(args.owner) > 1', 'type size(args.owner)'],
    ['args.limit == "3"', 'type args.limit == "3"'],
    ['args == args', 'whole args'],
    ['dyn(args).note == "x"', 'whole args'],
    ['args[caller.id]', 'whole args'],
    ['args.tags.exists(args, args == "x")', 'shadow args'],
    ['args.name.matches("x")', 'refused args.name.matches("x")'],
    ['arg.count > 1', 'variable arg'],
    ['process.exit()', 'variable process'],
  ])('%s', (source, expected) => {
    const [first] = check(source).faults;
    expect(first && shown(source, first).trim()).toBe(expected.trim());
  });

  test('several at once', () => {
    const source = 'args.note == args.cuont && args.address.city == "x"';
    expect(check(source).faults.map((fault) => shown(source, fault))).toEqual([
      'optional args.note',
      'field cuont',
      'optional args.address',
    ]);
  });

  test('args, where only the caller may be seen', () => {
    expect(check('args.count > 1', {}).faults[0]?.kind).toBe('args');
    expect(check('caller.tenant', {})).toMatchObject({ faults: [], type: 'string' });
  });
});

describe('a tool that nobody may call', () => {
  const sees = { args, nobody: true };
  test.each([
    'caller != null && caller.id == "x"',
    'caller == null || "a" in caller.roles',
    'has(caller.id) && caller.id == "x"',
  ])('%s', (source) => {
    expect(check(source, sees)).toMatchObject({ faults: [], type: 'bool' });
  });
  test.each([
    'caller.id == "x"',
    'caller == null && caller.id == "x"',
    'args.count > 1 || caller.id == "x"',
  ])('fault: %s', (source) => {
    const [first] = check(source, sees).faults;
    expect(first && shown(source, first)).toBe('nobody caller');
  });
});

test('lowered with the types it reads, without what only the compiler needs', () => {
  const source = 'has(args.address) && args.lines.exists(l, l.sku == args.address.city)';
  expect(lowerExpression(source, args)).toEqual({
    source,
    usesArgs: true,
    types: {
      address: { object: { city: 'string', zip: 'string' } },
      lines: { list: { object: { sku: 'string', note: 'string' } } },
    },
  });
  const caller = '"args" in caller.roles';
  expect(lowerExpression(caller, args)).toEqual({ source: caller, usesArgs: false, types: {} });
});

test('argsRead names parameters however they are written', () => {
  const verdict = check('args.count > 1 && args["name"] == caller.id');
  if (!('ast' in verdict)) throw new Error('faults');
  expect(argsRead(verdict.ast)).toEqual(['count', 'name']);
});

test('types of schemas', () => {
  const type = (schema: object) =>
    argsType({ type: 'object', properties: { x: schema }, required: ['x'] } as never, {}, []).object
      .x;
  expect(type({ const: 'a' })).toBe('string');
  expect(type({ enum: [1, 2] })).toBe('int');
  expect(type({ enum: [1, 2.5] })).toBe('double');
  // Of several types, none of which has members.
  const mixed = { object: {}, optional: [], loose: true };
  expect(type({ enum: ['a', 1] })).toEqual(mixed);
  expect(type({ type: 'number', enum: [1, 2] })).toBe('double');
  expect(type({ enum: ['a', null] })).toEqual({ nullable: 'string' });
  expect(type({ type: ['string', 'integer'] })).toEqual(mixed);
  expect(type({ oneOf: [{ type: 'string' }, { type: 'null' }] })).toEqual({ nullable: 'string' });
  expect(type({ oneOf: [{ type: 'string' }, { type: 'integer' }] })).toEqual(mixed);
  expect(type({ oneOf: [{ type: 'string' }, {}] })).toBe('dyn');
  expect(type({ type: ['string', 'integer', 'null'] })).toEqual({ nullable: mixed });
  expect(type({ type: ['string', 'null'], enum: ['a'] })).toBe('string');
  const tuple = { type: 'array', prefixItems: [{ type: 'string' }] };
  expect(type(tuple)).toEqual({ list: 'dyn' });
  expect(type({ ...tuple, items: false })).toEqual({ list: 'string' });
  expect(type({ ...tuple, items: { type: 'integer' } })).toEqual({ list: mixed });
  expect(type({})).toBe('dyn');
  // Said of objects, to a value that may be another.
  expect(type({ properties: { a: { type: 'string' } } })).toBe('dyn');
  const names = { patternProperties: { '^n': { type: 'integer' } } };
  expect(type({ type: 'object', ...names, additionalProperties: { type: 'string' } })).toEqual({
    map: 'dyn',
  });
  expect(
    type({ type: 'object', properties: { a: { type: 'string' } }, allOf: [{ required: ['a'] }] }),
  ).toEqual({ object: { a: 'string' }, optional: [] });
  expect(
    type({
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } } },
        { type: 'object', properties: { b: { type: 'integer' } } },
      ],
    }),
  ).toEqual({ object: { a: 'string', b: 'int' }, optional: ['a', 'b'] });
});

test('the tags of a tree, and of its children', () => {
  const branch = (op: string, more: object) => ({
    type: 'object',
    properties: { op: { const: op }, ...more },
    required: ['op', ...Object.keys(more)],
  });
  const node = { $ref: '#/$defs/Node' };
  const tree = argsType(
    {
      type: 'object',
      properties: { where: node },
      required: ['where'],
      $defs: {
        Node: {
          oneOf: [
            branch('all', { of: { type: 'array', items: node } }),
            branch('is', { limit: { type: ['integer', 'null'] } }),
            branch('at', { limit: { type: 'integer' } }),
          ],
        },
      },
    },
    {},
    [],
  );
  const found = (source: string) => check(source, { args: tree }).faults.map(({ kind }) => kind);
  const each = 'args.where.op == "all" && args.where.of.all(w, w.op';
  expect(found(`${each} != "at" || w.limit > 1)`)).toEqual([]);
  const some = 'args.where.op == "all" && args.where.of.filter(w, w.op';
  expect(found(`${some} == "at").all(w, w.limit > 1)`)).toEqual([]);
  expect(found(`${some} != "all" && w.limit != null).all(w, w.limit > 1)`)).toEqual([]);
  expect(found(`${some} in ["at", "is"] && w.limit != null).all(w, w.limit > 1)`)).toEqual([]);
  expect(found(`${some} in ["at", "is"]).all(w, w.limit > 1)`)).toEqual(['null']);
  expect(found(`${some} in ["at", "all"]).all(w, w.limit > 1)`)).toEqual(['optional']);
  const later = 'all(w, w.op == "is" && w.limit > 1)';
  expect(found(`${some} != "all" && w.limit != null).${later}`)).toEqual([]);
  expect(found(`${some} != "all").${later}`)).toEqual(['null']);
  expect(found(`${each} != "is" || w.limit > 1)`)).toEqual(['null']);
  expect(found(`${each} != "all" || w.limit > 1)`)).toEqual(['optional', 'null']);
});

test('types of unions of objects', () => {
  const type = (schema: object) =>
    argsType({ type: 'object', properties: { x: schema } } as never, {}, []).object.x;
  const a = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'integer' } },
    required: ['a', 'b'],
  };
  const b = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    required: ['a'],
  };
  const mixed = { object: {}, optional: [], loose: true };
  const both = { object: { a: 'string', b: mixed }, optional: ['b'] };
  expect(type({ anyOf: [a, b] })).toEqual(both);
  expect(type({ oneOf: [a, b, { type: 'null' }] })).toEqual({ nullable: both });
  const { type: _, ...bare } = b;
  expect(type({ type: 'object', oneOf: [a, bare] })).toEqual(both);
  expect(type({ type: ['object', 'null'], oneOf: [a, b, { type: 'null' }] })).toEqual({
    nullable: both,
  });
  // What the other does not name may be anything there.
  const open = { type: 'object', properties: { c: {} }, additionalProperties: true };
  expect(type({ anyOf: [b, open] })).toMatchObject({
    object: { a: 'dyn', b: 'dyn', c: 'dyn' },
    optional: ['a', 'b', 'c'],
  });
  expect(type({ anyOf: [b, { type: 'object', additionalProperties: { type: 'string' } }] })).toBe(
    'dyn',
  );
  expect(type({ anyOf: [a, { type: 'string' }] })).toMatchObject({
    optional: ['a', 'b'],
    loose: true,
  });
  // Beside members of its own, branches only narrow.
  expect(
    type({ ...b, anyOf: [{ required: ['b'] }, { properties: { b: { const: 'x' } } }] }),
  ).toEqual({
    object: { a: 'string', b: 'string' },
    optional: ['b'],
  });
});

test('a recursive schema ends in dyn', () => {
  const recursive = {
    type: 'object',
    properties: { child: { $ref: '#/$defs/Node' } },
    $defs: { Node: { type: 'object', properties: { child: { $ref: '#/$defs/Node' } } } },
  };
  expect(argsType(recursive, {}, []).object.child).toHaveProperty('object');
});

test.each([
  ['parentheses', `${'('.repeat(900)}true${')'.repeat(900)}`],
  ['negations', `${'!'.repeat(1900)}true`],
  ['signs', `${'-'.repeat(1900)}1 == 1`],
  ['fields', `args${'.a'.repeat(900)} == 1`],
  ['indexes', `args.tags${'[0]'.repeat(600)} == 1`],
  ['sums', `${'1+'.repeat(900)}1 == 1`],
  ['lists', `${'['.repeat(900)}${']'.repeat(900)} == []`],
  ['choices', `${'true?'.repeat(300)}true${':true'.repeat(300)}`],
  ['macros', `${'args.tags.all(t, '.repeat(100)}true${')'.repeat(100)}`],
  ['nothing', ''],
  ['a lone surrogate', '"\ud800" == args.name'],
  ['a null character', 'args.name == "\0"'],
])('a hostile pile of %s is a fault or fine, and no crash', (_, source) => {
  for (const fault of check(source).faults) expect(fault.kind).toBeTypeOf('string');
});

test('tests of tests are looked at once each', () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'args.count == 1' : `true && (true == (${nested(depth - 1)}))`;
  const cost = (depth: number) => cpuMs(() => check(nested(depth)));
  expect(check(nested(20)).faults).toEqual([]);
  cost(20);
  // Twice for each level would be a thousand times as much.
  expect(cost(20)).toBeLessThan(100 * Math.max(cost(10), 1));
});

/** The check of presence is sound: what passes it never reads what is not there. It refuses some that would not. */
test('an expression without faults never fails on an absent field, nor on null', () => {
  const object = (properties: Json, ...required: string[]) => ({
    ...{ type: 'object', properties, required },
  });
  const int = { type: 'integer' };
  const optional = argsType(
    object(
      {
        a: int,
        b: object({ c: int }),
        n: { type: ['integer', 'null'] },
        o: { anyOf: [object({ c: { type: ['integer', 'null'] } }), { type: 'null' }] },
        u: {
          oneOf: [
            object({ k: { const: 'x' }, x: int }, 'k', 'x'),
            object({ k: { const: 'y' } }, 'k'),
            object({ k: { enum: ['z', 'w'] }, x: int }, 'k', 'x'),
          ],
        },
        l: { type: 'array', items: { type: ['integer', 'null'] } },
      },
      ...['n', 'o', 'u', 'l'],
    ),
    {},
    [],
  );
  const leaf = fc.constantFrom(
    ...['has(args.a)', 'has(args.b)', 'has(args.b.c)', 'args.a > 1', 'args.b.c > 1', 'true'],
    ...['caller == null', 'caller != null', 'has(caller.id)', 'caller.id == "x"'],
    ...['args.n == null', 'args.n != null', 'args.n == 1', 'args.n in [1, 2]', 'args.n > 1'],
    ...[
      'args.o == null',
      'args.o != null',
      'has(args.o.c)',
      'args.o.c == null',
      'args.o.c + 1 > 1',
    ],
    ...['has(args.u.x)', 'args.u.x > 1', 'args.u.k == "x"', 'args.u.k in ["x", "z"]'],
    ...['args.u.k in ["x", "y"]', 'args.u.k in ["y", "z"]'],
    ...[
      'args.l.exists(i, i > 1)',
      'args.l.exists(i, i != null && i > 1)',
      'args.l.map(i, i)[0] == 1',
    ],
  );
  const { e: expression } = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('e').map((e) => `!(${e})`),
      fc
        .tuple(tie('e'), fc.constantFrom('&&', '||'), tie('e'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('e'), tie('e'), tie('e')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  }));
  const caller = { id: 'x', roles: [], scopes: [], attributes: {} };
  const rest = { n: null, o: null, u: { k: 'y' }, l: [null] };
  const worlds = [
    ...[rest, { ...rest, n: 1, o: {} }, { ...rest, n: 3, o: { c: null }, u: { k: 'x', x: 2 } }],
    ...[
      { ...rest, a: 2, l: [2] },
      { ...rest, b: {}, o: { c: 2 } },
    ],
    ...[
      { ...rest, b: { c: 2 } },
      { ...rest, a: 0, b: { c: 0 } },
    ],
  ];
  let sound = 0;
  fc.assert(
    fc.property(expression, (source) => {
      if (check(source, { args: optional, nobody: true }).faults.length > 0) return;
      sound++;
      const { types } = lowerExpression(source, optional);
      const { evaluate } = compile(source, types as Fields);
      for (const world of worlds)
        for (const who of [null, caller])
          expect(evaluate({ args: world, caller: who }), source).toBeTypeOf('boolean');
    }),
    { numRuns: 2500 },
  );
  expect(sound).toBeGreaterThan(150);
});
