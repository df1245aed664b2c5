import { describe, expect, test } from 'vitest';
import { ToolError } from '../../../src/error.js';
import type { Contract } from '../../../src/tool.js';
import { bench, type TestHandler } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';

/** What a handler may throw besides errors as they should be. */

const refusing = (property: string, error: Error = new Error('x')): Error =>
  Object.defineProperty(error, property, {
    get() {
      throw new Error('not to be looked at');
    },
  });

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
  revoke();
  return proxy;
}

function itsOwnCause(): Error {
  const error = new Error('x');
  error.cause = error;
  return error;
}

const odd: [string, () => unknown][] = [
  ...['name', 'stack', 'cause', 'message'].map((property): [string, () => unknown] => [
    `an error whose ${property} throws`,
    () => refusing(property),
  ]),
  ['a declared error whose code throws', () => refusing('code', new ToolError('act', 'taken'))],
  [
    'a declared error whose code is no text',
    () => Object.defineProperty(new ToolError('act', 'taken'), 'code', { value: ['taken'] }),
  ],
  ['a revoked proxy', revoked],
  ['an error whose stack is a number', () => Object.assign(new Error('x'), { stack: 5 })],
  ['an error whose stack is a list', () => Object.assign(new Error('x'), { stack: [{}] })],
  ['an error that is its own cause', itsOwnCause],
  ['a frozen error', () => Object.freeze(new Error('x'))],
];

const errors = { taken: { message: 'It is taken.', retry: 'never' } } as const;

function act(rest: Partial<Contract>, handler: TestHandler) {
  const world = bench({ act: fixtureTool('act', {}, { errors, ...rest }) }, { act: handler });
  return { world, outcome: world.call('act') };
}

describe.each(odd)('%s', (_, thrown) => {
  const sync: TestHandler = () => {
    throw thrown();
  };
  const late: TestHandler = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    throw thrown();
  };
  const table: [string, Partial<Contract>, TestHandler, string][] = [
    ['at once', {}, sync, 'handler_failed'],
    ['later', {}, late, 'handler_failed'],
    ['again and again', { retry: { attempts: 2, backoffMs: 0 } }, sync, 'handler_failed'],
  ];
  const write = { effect: 'write', permission: levels.write } as const;

  test.each(table)('thrown %s by a read', async (_, rest, handler, code) => {
    const { world, outcome } = act(rest, handler);
    await world.env.advance(100);
    expect(await outcome).toMatchObject({ status: 'failed', error: { code } });
    expect(world.of('outcome')).toMatchObject([{ code, cause: expect.any(String) }]);
  });

  test('thrown by a write that ran: nobody knows what it did', async () => {
    const { world, outcome } = act(write, late);
    await world.env.advance(100);
    const { key, ...answer } = await outcome;
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
    expect(await world.ledger?.call(key)).toMatchObject({ state: 'unknown' });
  });

  test('what the call held is given back', async () => {
    const { world, outcome } = act({ concurrency: 1 }, sync);
    await world.env.advance(100);
    await outcome;
    const next = world.call('act');
    await world.env.advance(100);
    expect(await next).toMatchObject({ error: { code: 'handler_failed' } });
  });
});
