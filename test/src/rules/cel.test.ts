import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { compile } from '../../../src/rules/cel/compile.js';
import { type CelType, cel, type Fields } from '../../../src/rules/cel.js';
import type { Caller } from '../../../src/tool.js';

const fields: Fields = {
  count: 'int',
  amount: 'double',
  name: 'string',
  urgent: 'bool',
  limit: { nullable: 'int' },
  tags: { list: 'string' },
  sizes: { list: 'int' },
  address: { object: { city: 'string', zip: 'int', 'house no': 'int' } },
  lines: { list: { object: { sku: 'string', quantity: 'int' } } },
  prices: { map: 'double' },
  counts: { map: 'int' },
  any: 'dyn',
};
const args: JsonObject = {
  count: 6,
  amount: 100.5,
  name: 'Ada',
  urgent: true,
  limit: 3,
  tags: ['a', 'b'],
  sizes: [1, 2, 3],
  address: { city: 'Bern', zip: 3000, 'house no': 7 },
  lines: [{ sku: 'x', quantity: 2 }],
  prices: { x: 1.5 },
  counts: { x: 2 },
  any: { deep: [1, 'two'] },
};
const caller: Caller = {
  id: 'ada',
  tenant: 'acme',
  roles: ['agent'],
  scopes: ['orders:read'],
  attributes: { customer_id: 'usr_1', level: 3, teams: ['red'] },
};
const run = (source: string, over: JsonObject = {}, by: Caller | null = caller) =>
  cel(source, { args: fields })({ args: { ...args, ...over }, caller: by });

describe('values', () => {
  test.each([
    ['args.count > 5', true],
    ['args.count > 5.5', true],
    ['args.count == 6.0', true],
    ['args.count != 6.0', false],
    ['6.0 == args.count', true],
    ['args.amount > 100', true],
    ['args.amount > 100.0', true],
    ['args.count + 1', 7],
    ['args.count + args.amount', 106.5],
    ['args.amount * args.count', 603],
    ['args.amount / 2', 50.25],
    ['2 - args.amount', -98.5],
    ['args.count / 4', 1],
    ['args.count % 4 == 2', true],
    ['args.limit == 3', true],
    ['args.limit == null || args.limit > 2', true],
    ['args.name + "!"', 'Ada!'],
    ['args.name in ["Ada", "Grace"]', true],
    ['args.urgent', true],
    ['"b" in args.tags', true],
    ['args.sizes.exists(s, s > 2)', true],
    ['args.sizes.all(s, s > 2)', false],
    ['args.sizes.map(s, s * 2)', [2, 4, 6]],
    ['args.sizes[1]', 2],
    ['args.sizes == [1, 2, 3]', true],
    ['args.lines[0].quantity == 2', true],
    ['args.lines.exists(l, l.sku == "x" && l.quantity > 1)', true],
    ['args.lines == args.lines', true],
    ['args.address == args.address', true],
    ['args.address["house no"]', 7],
    ['args["address"].city', 'Bern'],
    ['args.address', { city: 'Bern', zip: 3000, 'house no': 7 }],
    ['args.prices["x"] > 1', true],
    ['args.counts["x"] + 1', 3],
    ['args.any.deep[0] == 1', true],
    ['args.any.deep[0] + 1', 2],
    ['size(args.name)', 3],
    ['has(args.address.city)', true],
    ['caller.id', 'ada'],
    ['caller.tenant', 'acme'],
    ['"agent" in caller.roles', true],
    ['"orders:read" in caller.scopes', true],
    ['caller.attributes.level > 2', true],
    ['args.count > caller.attributes.level', true],
    ['"red" in caller.attributes.teams', true],
    ['caller.attributes', { customer_id: 'usr_1', level: 3, teams: ['red'] }],
    ['has(caller.attributes.nope)', false],
    ['has(caller.attributes.level) && caller.attributes.level == 3', true],
    ['caller == null', false],
    ['caller != null', true],
    ['args.name == caller.attributes.customer_id || "agent" in caller.roles', true],
    ['null', null],
    ['{"a": args.count, "b": [args.limit]}', { a: 6, b: [3] }],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  test('an absent optional parameter is absent to has()', () => {
    const evaluate = cel('has(args.limit) && args.limit > 1', { args: fields });
    const { limit: _, ...rest } = args;
    expect(evaluate({ args: rest, caller })).toBe(false);
    expect(evaluate({ args, caller })).toBe(true);
  });

  test('what an object inherits is absent, whatever a parameter is called', () => {
    const inherited = { args: { toString: 'string', valueOf: 'string' } } as const;
    const has = cel('has(args.toString) || has(args.valueOf)', inherited);
    expect(has({ args: {}, caller })).toBe(false);
    expect(has({ args: { valueOf: 'x' }, caller })).toBe(true);
  });

  test('null stays null where it may be', () => {
    expect(run('args.limit == null', { limit: null })).toBe(true);
  });

  test.each([undefined, null, ''])('one whose id is %j is nobody', (id) => {
    const visitor = { ...caller, id: id as never };
    expect(run('caller == null', {}, visitor)).toBe(true);
    expect(run('caller != null', {}, visitor)).toBe(false);
    expect(run('has(caller.id)', {}, visitor)).toBe(false);
    expect(() => run('caller.id == ""', {}, visitor)).toThrow();
    expect(run('caller.tenant == "acme"', {}, visitor)).toBe(true);
  });

  test('nobody has no field, and is null', () => {
    expect(run('caller == null', {}, null)).toBe(true);
    expect(run('null != caller', {}, null)).toBe(false);
    expect(run('has(caller.id)', {}, null)).toBe(false);
    expect(run('caller != null && caller.id == "x"', {}, null)).toBe(false);
    expect(() => run('caller.id == "x"', {}, null)).toThrow();
  });
});

describe('an error is thrown, and the call denied', () => {
  test.each([
    ['an attribute the caller lacks', 'caller.attributes.nope == "x"'],
    ['a field that is inherited in JavaScript', 'caller.attributes.constructor == "x"'],
    ['no such parameter', 'args.nope == 1'],
    ['a parameter named like a method of objects', 'args.toString == "x"'],
    ['no variable', 'nope'],
    ['nothing in the world', 'process.exit(1)'],
    ['syntax', 'args.count >'],
    ['types', 'args.count > "x"'],
    ['types known at run time only', 'args.any > 1'],
    ['bounds', 'args.sizes[9] == 1'],
    ['division by zero', 'args.count / (args.count - 6) == 1'],
    ['an integer beyond 2^53', 'args.count * 9007199254740991'],
    ['a timestamp', 'timestamp("2020-01-01T00:00:00Z")'],
    ['bytes', 'b"abc"'],
    ['not a number', 'args.amount / 0.0'],
    ['a backtracking regular expression', 'args.name.matches("(a+)+$")'],
    ['the same inside a macro', '["x"].exists(p, args.name.matches(p))'],
    ['a huge expression', Array(2000).fill('1').join(' + ')],
    ['a deep one', `${'('.repeat(200)}1${')'.repeat(200)}`],
  ])('%s', (_, source) => {
    expect(() => run(source)).toThrow();
  });

  test.each<[string, JsonObject, string]>([
    ['text for an int', { count: '6' }, 'args.count > 5'],
    ['a fraction for an int', { count: 1.5 }, 'args.count > 5'],
    ['an unsafe integer', { count: 2 ** 53 }, 'args.count > 5'],
    ['a list for an object', { address: [] }, 'args.address.city == "x"'],
    ['text for a list', { tags: 'a' }, '"a" in args.tags'],
    ['null for a string', { name: null }, 'args.name == "x"'],
  ])('a value that is not of its declared type: %s', (_, over, source) => {
    expect(() => run(source, over)).toThrow();
  });

  // Every comparison with NaN is false: `forbid` would not forbid, and nobody would be asked.
  const nan = { ...caller, attributes: { risk: Number.NaN, risks: [0.1, Number.NaN] } };
  test.each<[string, string, JsonObject?]>([
    ['0 / 0', 'args.amount / args.amount > 0.5', { amount: 0 }],
    ['0 / 0, an int', 'args.count / args.amount > 0.5', { count: 0, amount: 0 }],
    ['its opposite', '-(args.amount / args.amount) > 0.5', { amount: 0 }],
    ['in a list', 'args.sizes.exists(size, size / args.amount > 0.5)', { sizes: [0], amount: 0 }],
    ['∞ - ∞', 'args.amount * 10.0 - args.amount * 100.0 > 1.0', { amount: 1e308 }],
    ['∞ · 0', 'args.amount * 10.0 * 0.0 > 1.0', { amount: 1e308 }],
    ['a text that says so', 'double(args.name) > 100.0', { name: 'NaN' }],
    ['what the caller has', 'caller.attributes.risk > 0.5'],
    ['the same by its name', 'caller.attributes["risk"] > 0.5'],
    ['one of what the caller has', 'caller.attributes.risks.exists(risk, risk > 0.5)'],
  ])('a comparison with NaN: %s', (_, source, over) => {
    for (const each of [source, `!(${source})`]) expect(() => run(each, over, nan)).toThrow('NaN');
  });

  test('but not where it is not come to', () => {
    const guarded = 'args.amount != 0.0 && 1.0 / args.amount > 0.5';
    expect(run(guarded, { amount: 0 })).toBe(false);
    expect(run('args.amount * 10.0 > 1.0', { amount: 1e308 })).toBe(true);
    expect(run('has(caller.attributes.risk)', {}, nan)).toBe(true);
  });

  test('without arguments where it needs them', () => {
    expect(() => cel('args.count > 1', { args: fields })({ caller })).toThrow();
    expect(() => cel('args.count > 1')({ args, caller })).toThrow();
  });
});

test('usesArgs and source are known before anything compiles', () => {
  const broken = cel('(((');
  expect([broken.source, broken.usesArgs]).toEqual(['(((', false]);
  expect(cel('args.x', { args: { x: 'int' } }).usesArgs).toBe(true);
  expect(cel('caller.id', { args: {}, usesArgs: false }).usesArgs).toBe(false);
});

test('arguments are only read, and fields one evaluation does not mention are not touched', () => {
  const trap = new Proxy(args as object, {
    get: (target, key) => {
      if (key !== 'count') throw new Error(`read ${String(key)}`);
      return Reflect.get(target, key);
    },
  });
  const evaluate = cel('args.count == 6', { args: fields });
  expect(evaluate({ args: trap as JsonObject, caller })).toBe(true);
});

/** What cel-js says of types at compile time holds at run time: an expression that checks never fails on types. */
test('an expression that type-checks fails only on values, and answers with the type it said', () => {
  const sources: Readonly<Record<string, readonly string[]>> = {
    number: ['args.i', 'args.d', '1', '2.5', 'size(args.s)', 'args.l[0]', 'args.n', 'args.o.i'],
    text: ['args.s', '"x"', 'string(args.i)', 'args.o.s'],
    truth: ['args.b', 'true', 'has(args.n)', '"x" in args.t', 'args.l.exists(e, e > args.i)'],
  };
  const operators = ['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!=', '&&', '||', 'in'];
  const types: Record<string, CelType> = {
    i: 'int',
    d: 'double',
    s: 'string',
    b: 'bool',
    n: { nullable: 'int' },
    l: { list: 'int' },
    t: { list: 'string' },
    o: { object: { i: 'int', s: 'string' } },
  };
  const atom = fc.constantFrom(...Object.values(sources).flat());
  const expression = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(tie('e'), fc.constantFrom(...operators), tie('e')).map((p) => `(${p.join(' ')})`),
      fc.tuple(tie('e'), tie('e'), tie('e')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  })).e;
  const values = fc.record({
    i: fc.maxSafeInteger(),
    d: fc.double({ noNaN: true, noDefaultInfinity: true }),
    s: fc.string(),
    b: fc.boolean(),
    n: fc.option(fc.integer()),
    l: fc.array(fc.integer(), { minLength: 1 }),
    t: fc.array(fc.string()),
    o: fc.record({ i: fc.integer(), s: fc.string() }),
  });
  let checked = 0;
  fc.assert(
    fc.property(expression, values, (source, value) => {
      const verdict = compile(source, types).check();
      const evaluate = () => cel(source, { args: types })({ args: value, caller });
      if (!verdict.valid) {
        expect(evaluate).toThrow();
        return;
      }
      checked++;
      let result: unknown;
      try {
        result = evaluate();
      } catch (error) {
        // Overflow, division by zero and what dyn hides till run time are not types.
        const late = /no such overload|bool operands|condition must be bool/;
        const dyn = source.includes('args.n');
        expect(dyn || !late.test((error as Error).message), source).toBe(true);
        return;
      }
      const kind = { bool: 'boolean', int: 'number', double: 'number', string: 'string' };
      const expected = kind[verdict.type as keyof typeof kind];
      if (expected) expect(typeof result, source).toBe(expected);
    }),
    { numRuns: 600 },
  );
  expect(checked).toBeGreaterThan(60);
});

test('runs where code cannot be made of strings', () => {
  const leaf = join(import.meta.dirname, '../../../src/rules/cel.ts');
  const program = `import { cel } from ${JSON.stringify(leaf)};
    const caller = { id: 'ada', roles: ['agent'], scopes: [], attributes: {} };
    const evaluate = cel('args.n > 1 && "agent" in caller.roles', { args: { n: 'int' } });
    console.log(evaluate({ args: { n: 2 }, caller }));`;
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx'];
  const run = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../../..'),
  });
  expect(run.stdout.trim(), run.stderr).toBe('true');
});
