import { describe, expect, test } from 'vitest';
import type { ValidCall } from '../../../src/call.js';
import type { Issue, Refusal } from '../../../src/error.js';
import type { JsonObject } from '../../../src/json.js';
import { normalise } from '../../../src/stage/normalise.js';
import { parse } from '../../../src/stage/parse.js';
import { validate } from '../../../src/stage/validate.js';
import { fixtureTool } from '../../fixture/tool.js';
import { resolved } from './received.js';

const closed = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  required: [...required],
  additionalProperties: false,
});

async function issuesOf(
  input: JsonObject,
  args: JsonObject,
  examples?: readonly JsonObject[],
): Promise<readonly Issue[]> {
  const tool = fixtureTool('tool', { input }, examples ? { examples } : {});
  try {
    await validate(normalise(parse(resolved(args, tool))));
    return [];
  } catch (thrown) {
    expect((thrown as Refusal).code).toBe('invalid_arguments');
    return (thrown as Refusal).detail.issues ?? [];
  }
}

const unit = { type: 'string', enum: ['celsius', 'fahrenheit'] };
const city = { type: 'string', minLength: 2, maxLength: 5 };
const wrong: readonly [string, JsonObject, JsonObject, Partial<Issue>][] = [
  [
    'an enum, with the nearest value',
    closed({ unit }),
    { unit: 'celcius' },
    {
      path: '/unit',
      message: 'Must be one of "celsius" or "fahrenheit". Did you mean "celsius"?',
      expected: ['celsius', 'fahrenheit'],
      received: 'string "celcius"',
      nearest: 'celsius',
    },
  ],
  [
    'a missing property',
    closed({ city, unit }, ['city']),
    { unit: 'celsius' },
    { path: '/city', message: 'city is required and missing.', received: 'nothing' },
  ],
  [
    'a missing property that was misspelt',
    { type: 'object', properties: { location: city }, required: ['location'] },
    { locaton: 'Rome' },
    { path: '/location', message: 'location is required and missing. You sent locaton.' },
  ],
  [
    'an unknown property, with the nearest name',
    closed({ city, unit }),
    { units: 'celsius' },
    {
      path: '/units',
      message: 'There is no property of this name. Did you mean unit?',
      expected: ['city', 'unit'],
      nearest: 'unit',
    },
  ],
  [
    'an unknown property, far from all',
    closed({ city, unit }),
    { zzzzzz: 1 },
    { path: '/zzzzzz', message: 'There is no property of this name. Allowed: city, unit.' },
  ],
  [
    'a type',
    closed({ days: { type: 'integer' } }),
    { days: '3' },
    {
      path: '/days',
      message: 'Must be of type integer, not string.',
      expected: 'integer',
      received: 'string "3"',
    },
  ],
  [
    'types',
    closed({ a: { type: ['string', 'null'] } }),
    { a: 1 },
    { expected: ['string', 'null'] },
  ],
  [
    'a bound',
    closed({ n: { type: 'number', maximum: 10 } }),
    { n: 11 },
    { message: 'Must be at most 10.', expected: 'at most 10', received: 'integer 11' },
  ],
  [
    'an exclusive bound',
    closed({ n: { type: 'number', exclusiveMinimum: 0 } }),
    { n: 0 },
    { message: 'Must be greater than 0.' },
  ],
  ['a length', closed({ city }), { city: 'R' }, { message: 'Must have at least 2 characters.' }],
  [
    'an item count',
    closed({ a: { type: 'array', maxItems: 1 } }),
    { a: [1, 2] },
    { message: 'Must have at most 1 item.', received: 'array of 2' },
  ],
  [
    'a pattern',
    closed({ a: { type: 'string', pattern: '^x$' } }),
    { a: 'y' },
    { message: 'Must match the pattern ^x$.' },
  ],
  [
    'a format',
    closed({ a: { type: 'string', format: 'email' } }),
    { a: 'y' },
    { message: 'Must be a valid email.' },
  ],
  [
    'a multiple',
    closed({ a: { type: 'number', multipleOf: 5 } }),
    { a: 7 },
    { message: 'Must be a multiple of 5.' },
  ],
  [
    'equal items',
    closed({ a: { type: 'array', uniqueItems: true } }),
    { a: [1, 1] },
    { path: '/a' },
  ],
  [
    'a constant',
    closed({ a: { const: 'x' } }),
    { a: 'y' },
    { message: 'Must be "x".', expected: 'x' },
  ],
  [
    'a place deep inside',
    closed({ 'a/b': { type: 'array', items: closed({ 'c~d': { type: 'boolean' } }) } }),
    { 'a/b': [{ 'c~d': true }, { 'c~d': 'yes' }] },
    { path: '/a~1b/1/c~0d', received: 'string "yes"' },
  ],
  [
    'a union of types reads as one',
    closed({ a: { anyOf: [{ type: 'string' }, { type: 'integer' }] } }),
    { a: true },
    { path: '/a', message: 'Must be of type string or integer, not boolean.' },
  ],
  [
    'a union of constants reads as an enum',
    closed({ a: { oneOf: [{ const: 'red' }, { const: 'green' }] } }),
    { a: 'gren' },
    { message: 'Must be one of "red" or "green". Did you mean "green"?', nearest: 'green' },
  ],
  [
    'a tagged union tells of the branch that was meant',
    closed({
      a: {
        oneOf: [
          closed({ kind: { const: 'card' }, number: { type: 'string' } }, ['kind']),
          closed({ kind: { const: 'iban' }, iban: { type: 'string', minLength: 5 } }, ['kind']),
        ],
      },
    }),
    { a: { kind: 'iban', iban: 'DE' } },
    { path: '/a/iban', message: 'Must have at least 5 characters.' },
  ],
  [
    'more than one branch',
    closed({ a: { oneOf: [{ type: 'integer' }, { minimum: 1 }] } }),
    { a: 2 },
    {
      path: '/a',
      message: 'Matches more than one of the allowed forms; it must match exactly one.',
    },
  ],
  [
    'what is not allowed',
    closed({ a: { not: { const: 1 } } }),
    { a: 1 },
    { message: 'Has a form that is not allowed.' },
  ],
];

describe('a wrong argument is named so that a model can correct it', () => {
  test.each(wrong)('%s', async (_, input, args, wanted) => {
    const [first] = await issuesOf(input, args);
    expect(first).toMatchObject(wanted);
  });

  test('with a valid example, where the tool has one', async () => {
    const [first] = await issuesOf(closed({ unit }), { unit: 'x' }, [{ unit: 'celsius' }]);
    expect(first?.example).toEqual({ unit: 'celsius' });
  });

  test('without what is private, in its place or in one that is almost right', async () => {
    const pin = { type: 'string', maxLength: 4 };
    const card = closed({ number: { type: 'string' } });
    const shape = { properties: { pin: { redact: true }, card: { redact: true } } } as const;
    const tool = fixtureTool('tool', { input: closed({ pin, card, unit }) }, { input: shape });
    const receivedFor = async (args: JsonObject) => {
      const refused = async () => validate(normalise(parse(resolved(args, tool))));
      const thrown = (await refused().catch((refusal) => refusal)) as Refusal;
      return thrown.detail.issues?.map(({ received }) => received);
    };
    expect(await receivedFor({ pin: 'hunter2' })).toEqual(['string']);
    expect(await receivedFor({ pin: 40711 })).toEqual(['integer']);
    expect(await receivedFor({ Pin: 'hunter2' })).toEqual(['string']);
    expect(await receivedFor({ card: { number: 40711 } })).toEqual(['integer']);
    expect(await receivedFor({ card: { hunter2: 1 } })).toEqual(['integer']);
    expect(await receivedFor({ unit: 'kelvin' })).toEqual(['string "kelvin"']);
  });

  test('in a few short pieces, whatever came', async () => {
    const long = '😀'.repeat(10_000);
    const sizes = [
      await issuesOf(closed({ unit }), { unit: long }),
      await issuesOf(closed({}), { [long]: 1 }),
      await issuesOf(closed({ unit }), {
        unit: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key${i}`, i])),
      }),
      await issuesOf(closed({ unit }), {
        unit: Array.from({ length: 500 }, () => long.slice(0, 20)),
      }),
      await issuesOf(closed({ a: { enum: Array.from({ length: 500 }, (_, i) => `value${i}`) } }), {
        a: 'x',
      }),
    ];
    for (const [first] of sizes) {
      expect(first?.received?.length ?? 0).toBeLessThanOrEqual(100);
      expect((first?.message ?? '').length).toBeLessThanOrEqual(500);
      expect(/\p{Surrogate}/u.test(first?.received ?? '')).toBe(false);
    }
  });
});

describe('the validator itself', () => {
  const broken = (validators: () => Promise<never>) => {
    const tool = fixtureTool('tool', {}, { validators });
    return normalise(parse(resolved({}, tool)));
  };
  test('is loaded once', async () => {
    let loads = 0;
    const tool = fixtureTool('tool');
    const contract = {
      ...tool.contract,
      validators: () => {
        loads += 1;
        return tool.contract.validators();
      },
    };
    const call = () => normalise(parse(resolved({}, { contract })));
    const shared = call();
    const again = { ...call(), contract: shared.contract };
    await validate(shared);
    expect((validate(again) as ValidCall).validators).toBe(
      (validate(shared) as ValidCall).validators,
    );
    expect(loads).toBe(1);
  });
  test('of another generation than the tool denies: a killed generation leaves files old or new', async () => {
    const { validators } = await fixtureTool('tool').contract.validators();
    const call = broken((async () => ({ hash: 'older', validators })) as () => Promise<never>);
    await expect(validate(call)).rejects.toThrow(
      /^\[mixed_generation\] .* run `toolwright generate`$/,
    );
  });
  test('that cannot be loaded denies, and is asked for again', async () => {
    let loads = 0;
    const call = broken(async () => {
      loads += 1;
      throw new Error('no such module');
    });
    await expect(validate(call)).rejects.toThrow('no such module');
    await expect(validate(call)).rejects.toThrow('no such module');
    expect(loads).toBe(2);
  });
  test.each([
    [
      'throws',
      () => {
        throw new RangeError('stack');
      },
    ],
    ['answers with junk', () => 'yes'],
  ])('that %s refuses', async (_, input) => {
    const call = broken(async () => ({ hash: 'hash-of-tool', validators: { input } }) as never);
    await expect(validate(call)).rejects.toMatchObject({ code: 'invalid_arguments' });
  });
});
