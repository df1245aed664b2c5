import { expect, test } from 'vitest';
import type { Charge, Limiter } from '../../../src/limiter/limiter.js';
import { memoryLimiter } from '../../../src/limiter/memory.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Level } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { bench } from '../../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../../fixture/tool.js';
import { random } from '../random.js';

/**
 * Row 20 of the requirements: "denied calls cost nothing; several limits all-or-none: property test: no limiter state
 * change on deny." Of
 * several limits of a store: test/contract/limiter.ts. What is asked after the limits (DESIGN §4: whether a person is
 * wanted, and what they say) finds the call counted.
 */
const CALLS = 400;
const choose = random(20);
const limit = (name: string, most: number) => ({
  ...{ name, limit: most, perMs: 60_000, by: 'user' as const, onOutage: 'deny' as const },
});
const limits = [limit('wide', 60), limit('narrow', 2)];
const input = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const no = expression('args.no', () => false);
const tools = {
  read: fixtureTool('read', { input }, { limits }),
  denied: fixtureTool('denied', { input }, { limits, allow: no }),
  hidden: fixtureTool('hidden', { input }, { limits, permission: levels.admin_only as Level }),
  unsafe: fixtureTool(
    'unsafe',
    { input },
    {
      limits,
      input: { properties: { id: { checks: ['invisible'] } } },
    },
  ),
};
const handlers = Object.fromEntries(Object.keys(tools).map((name) => [name, () => 1]));
const texts = ['{"id":"1"}', '{"id":"1"}', '{}', '{"id":1}', '{', '', '{"id":"\u{e0041}"}'];

test('random calls: one that is denied, for any reason, leaves every limit as it was', async () => {
  const env = virtualEnv();
  const limiter = memoryLimiter({ env });
  const keys = new Map<string, Charge>();
  const watched: Limiter = {
    ...limiter,
    take(charges, options) {
      for (const each of charges) keys.set(each.key, { ...each, cost: each.burst });
      return limiter.take(charges, options);
    },
  };
  const { call } = bench(tools, handlers, { limiter: watched, env });
  const seen = new Map<string, number>();
  // What a charge of the whole burst has to wait for is how full the limit is, to the millisecond.
  const state = () => [...keys.values()].map((whole) => limiter.peek([whole]));
  for (let n = 0; n < CALLS; n += 1) {
    await env.advance(choose.integer(2_000));
    const before = state();
    const caller = choose.pick([callers.user, callers.user, callers.agent, null]);
    const name = choose.pick([...Object.keys(tools), 'read', 'read', 'none']);
    const outcome = await call(name, choose.pick(texts), { caller });
    const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
    seen.set(code, (seen.get(code) ?? 0) + 1);
    if (code === 'completed') continue;
    const [after, met] = [state().slice(0, before.length), state().slice(before.length)];
    expect(after).toEqual(before);
    expect(met).toEqual(met.map(() => ({ ok: true })));
  }
  const codes = [
    'completed',
    'invalid_arguments',
    'invalid_json',
    'permission_denied',
    'rate_limited',
  ];
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining([...codes, 'tool_not_found', 'unauthenticated', 'unsafe_arguments']),
  );
});
