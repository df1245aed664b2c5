import { describe, expect, test } from 'vitest';
import type { ValidCall } from '../../../src/call.js';
import type { JsonObject } from '../../../src/json.js';
import { bind } from '../../../src/stage/bind.js';
import { guard } from '../../../src/stage/guard.js';
import { normalise } from '../../../src/stage/normalise.js';
import { parse } from '../../../src/stage/parse.js';
import { validate } from '../../../src/stage/validate.js';
import type { Check, Contract, Shape, Verdict } from '../../../src/tool.js';
import { expression, fixtureTool } from '../../fixture/tool.js';
import { testWorld } from '../policy/bound-call.js';
import { resolved } from './received.js';

const free: JsonObject = { type: 'object' };
async function valid(
  args: JsonObject,
  contract: Partial<Contract>,
  bound = {},
): Promise<ValidCall> {
  const tool = fixtureTool('tool', { input: free, bound }, contract);
  return await validate(normalise(parse(resolved(args, tool))));
}
const check = (run: (value: string, context: { root: string }) => unknown): Check => ({
  name: 'mine',
  run: run as Check['run'],
});
const says = (verdict: Verdict) => check(() => verdict);

describe('guard', () => {
  const at = (each: Check | string): Shape => ({
    properties: { a: { properties: { 'b/c': { items: { checks: [each] } } } } },
  });
  const args = { a: { 'b/c': ['x', 5, 'y'] } };
  const run = async (each: Check | string) =>
    guard(await valid(args, { input: at(each) }), { ...testWorld(), root: '/srv' });

  test('passes, and marks nothing', async () => {
    expect((await run(says({ effect: 'pass' }))).flags).toEqual([]);
  });
  test('a flag goes on, marked at its place', async () => {
    const { flags } = await run(
      check((value) => (value === 'y' ? { effect: 'flag', reason: 'why' } : { effect: 'pass' })),
    );
    expect(flags).toEqual([{ path: '/a/b~1c/2', reason: 'mine: why' }]);
  });
  test('a rejection names every place and the rule', async () => {
    await expect(run(says({ effect: 'reject', message: 'must be nice' }))).rejects.toMatchObject({
      code: 'unsafe_arguments',
      detail: {
        issues: [
          { path: '/a/b~1c/0', message: 'must be nice' },
          { path: '/a/b~1c/2', message: 'must be nice' },
        ],
      },
    });
  });
  test('of a list of thousands that are refused, the model reads a few', async () => {
    const many = { a: { 'b/c': Array.from({ length: 9_000 }, () => 'x') } };
    const call = await valid(many, { input: at(says({ effect: 'reject', message: 'no' })) });
    const refused = async () => guard(call, testWorld());
    const error = await refused().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'unsafe_arguments' });
    expect(error.detail.issues).toHaveLength(5);
  });
  test.each([
    [
      'a\u200bb',
      'invisible',
      'its name must not hold hidden characters (U+200B); write the text without them',
    ],
    ['a\u0001b', 'strip_control', 'its name must be written as strip_control would leave it'],
    ['a/b', 'identifier', expect.stringMatching(/^its name must be an identifier/)],
  ])('a name that the model chose is guarded: %j', async (name, step, message) => {
    const input: Shape = {
      properties: { map: { properties: { 'de\u200bclared': {} }, names: ['trim', step] } },
    };
    const call = await valid({ map: { 'de\u200bclared': 1, fine: 1, [name]: 1 } }, { input });
    const refused = async () => guard(call, testWorld());
    await expect(refused()).rejects.toMatchObject({
      code: 'unsafe_arguments',
      detail: { issues: [{ path: `/map/${name.replace('/', '~1')}`, message }] },
    });
  });
  test('what is flagged in a name is marked as that', async () => {
    const input: Shape = { names: ['invisible_flag'] };
    const { flags } = guard(await valid({ 'a\u200b': 1, b: '\u200b' }, { input }), testWorld());
    expect(flags).toEqual([{ path: '/a\u200b', reason: 'its name invisible_flag: U+200B' }]);
  });
  test('checks see the final value and the root', async () => {
    const seen: unknown[] = [];
    const input: Shape = {
      properties: {
        a: {
          transforms: ['trim'],
          checks: [
            check((value, { root }) => {
              seen.push(value, root);
              return { effect: 'pass' };
            }),
          ],
        },
      },
    };
    guard(await valid({ a: ' x ' }, { input }), { ...testWorld(), root: '/srv' });
    expect(seen).toEqual(['x', '/srv']);
  });
  test.each<[string, Check | string]>([
    [
      'throws',
      check(() => {
        throw new Error('bug');
      }),
    ],
    ['gives junk', check(() => 'pass')],
    ['gives nothing', check(() => undefined)],
    ['does not exist', 'nope'],
    ['is inherited', 'toString'],
  ])('a check that %s fails the call', async (_, each) => {
    await expect(run(each)).rejects.toThrow(Error);
  });
});

describe('bind', () => {
  const tenant = (evaluate: () => unknown) => ({
    bind: { tenant_id: expression('caller.tenant', evaluate) },
  });
  const bound = { tenant_id: { type: 'string', minLength: 2 } };
  const run = async (evaluate: () => unknown, schemas: JsonObject = bound) =>
    bind(
      guard(await valid({ tenant_id: 'evil', a: 1 }, tenant(evaluate), schemas), testWorld()),
      testWorld(),
    );

  test('what the runtime fills in wins over what was sent', async () => {
    const call = await run(() => 'acme');
    expect(call.args).toEqual({ tenant_id: 'acme', a: 1 });
    expect(call.proposed).toEqual({ tenant_id: 'evil', a: 1 });
  });
  test('the expression sees the caller alone', async () => {
    const scopes: unknown[] = [];
    const { args: _, ...rest } = await valid(
      { a: 1 },
      {
        bind: {
          t: expression('caller', (scope) => {
            scopes.push(Object.keys(scope));
            return 'xx';
          }),
        },
      },
      { t: { type: 'string' } },
    );
    bind({ ...rest, args: { a: 1 }, flags: [] }, testWorld());
    expect(scopes).toEqual([['caller']]);
  });
  test.each<[string, () => unknown]>([
    ['absent', () => undefined],
    ['null', () => null],
    ['invalid', () => 'x'],
    ['of another type', () => 7],
  ])('%s is policy_failed', async (_, evaluate) => {
    await expect(run(evaluate)).rejects.toMatchObject({ code: 'policy_failed' });
  });
  describe('a field whose schema says sanitize', () => {
    const run = async (value: string, ...checks: (Check | string)[]) => {
      const shape = { items: { transforms: ['trim'], checks } } as const;
      const contract = {
        bind: { who: expression('caller.attributes.who', () => [value]) },
        input: { properties: { who: shape, toString: {} } },
      };
      const schema = { type: 'array', items: { type: 'string', maxLength: 3 } };
      return bind(guard(await valid({}, contract, { who: schema }), testWorld()), testWorld());
    };

    test('is rewritten before it is validated', async () => {
      expect((await run(' ada ')).args).toEqual({ who: ['ada'] });
      await expect(run(' adam ')).rejects.toMatchObject({ code: 'policy_failed' });
    });
    test('is policy_failed where a check refuses it, and the cause says which', async () => {
      await expect(run('a b', 'identifier')).rejects.toMatchObject({
        code: 'policy_failed',
        detail: { cause: expect.stringContaining('caller.attributes.who: /who/0 must') },
      });
    });
    test('is marked where a check flags it', async () => {
      const { flags } = await run('ada', says({ effect: 'flag', reason: 'why' }));
      expect(flags).toEqual([{ path: '/who/0', reason: 'mine: why' }]);
    });
  });
  test('a field without a schema is policy_failed', async () => {
    await expect(run(() => 'acme', {})).rejects.toMatchObject({ code: 'policy_failed' });
  });
  test('an expression that throws fails the call', async () => {
    await expect(
      run(() => {
        throw new Error('bug');
      }),
    ).rejects.toThrow('bug');
  });
});
