import { expect, test } from 'vitest';
import { memoryLimiter } from '../../src/limiter/memory.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import { bench } from '../fixture/runtime.js';
import { contract, fixtureTool } from '../fixture/tool.js';

/** A call looks at the clock once while it waits for nothing, and again after every wait. */

const limits = [
  { name: 'one', limit: 1, perMs: 60_000, by: 'user', onOutage: 'deny' } as const,
] as const;
const start = virtualEnv().now();
const WAIT = 250;

test('nothing to wait for: the clock is looked at when a call comes, and when it ends', async () => {
  let looks = 0;
  const env = {
    ...virtualEnv(),
    now: () => {
      return start + looks++;
    },
  };
  const sink = { name: 'none', write: () => undefined };
  const given = { env, ledger: undefined, events: [sink] };
  const tool = fixtureTool('read', {}, { limits: [{ ...limits[0], limit: 9 }] });
  const { call } = bench({ read: tool }, { read: () => 1 }, given);
  await call('read');
  looks = 0;
  expect((await call('read')).status).toBe('completed');
  // When it came, and when it ended.
  expect(looks).toBe(2);
});

test('validators that take their time: limits and intent have the time after them', async () => {
  const { validators } = contract('read');
  const late = async () => {
    await env.advance(WAIT);
    return validators();
  };
  const tool = fixtureTool('read', {}, { validators: late, limits });
  const { call, of, env } = bench({ read: tool }, { read: () => 1 });
  await call('read');
  expect(of('intent')[0]?.at).toBe(start + WAIT);
  await env.advance(30_000);
  expect(await call('read')).toMatchObject({
    status: 'failed',
    error: { code: 'rate_limited', retryAfterMs: 30_000 },
  });
});

test('a limiter that takes its time', async () => {
  const often = [{ ...limits[0], perMs: WAIT }];
  const tool = fixtureTool('read', {}, { limits: often });
  const env = virtualEnv();
  const inner = memoryLimiter({ env });
  const take: typeof inner.take = async (charges, options) => {
    await env.advance(WAIT);
    return inner.take(charges, options);
  };
  const { call, of } = bench(
    { read: tool },
    { read: () => 1 },
    { env, limiter: { ...inner, take } },
  );
  // The first call waits for its validators, too.
  await call('read');
  await call('read');
  expect(of('intent').map(({ at }) => at - start)).toEqual([WAIT, 2 * WAIT]);
});

test('a context that takes its time', async () => {
  const env = virtualEnv();
  const context = async () => {
    await env.advance(WAIT);
    return {};
  };
  const { call, of } = bench({ read: fixtureTool('read') }, { read: () => 1 }, { env, context });
  await call('read');
  await call('read');
  expect(of('intent').map(({ at }) => at - start)).toEqual([WAIT, 2 * WAIT]);
});

test('a limiter of its own clock counts by that, whatever the clock of the runtime says', async () => {
  const clock = virtualEnv(0);
  const tool = fixtureTool('read', {}, { limits });
  const limiter = memoryLimiter({ env: clock });
  const { call } = bench({ read: tool }, { read: () => 1 }, { limiter });
  expect((await call('read')).status).toBe('completed');
  await clock.advance(60_000);
  expect((await call('read')).status).toBe('completed');
});
