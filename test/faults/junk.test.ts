import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/call.js';
import { createRuntime, memoryLedger, memoryLimiter } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import type { Runtime } from '../../src/runtime-api.js';
import { virtualEnv } from '../../src/testing/index.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

/**
 * Row 3 of the requirements: "any guard that throws, times out or returns junk denies: fault in every guard × every
 * store: 0 executions, stable code, audited." Here stores answer what is no answer, where they decide; those that
 * throw and hang: stores.test.ts. The guards of a tool: test/proofs/guards/.
 */

const one = expression('"one"', () => 'one');
const limits = [{ name: 'some', limit: 9, perMs: 60_000, by: 'user', onOutage: 'allow' }] as const;
const grants = { forMs: 60_000, max: 9 };
const { approval } = levels.write_requires_approval;
const granted = { ...levels.write, approval: { ...approval, grants } };
const write = { effect: 'write', permission: levels.write } as const;
const tools = toolset({
  read: fixtureTool('read', {}, { limits }),
  few: fixtureTool('few', {}, { concurrency: 2 }),
  write: fixtureTool('write', {}, write),
  keyed: fixtureTool('keyed', {}, { ...write, idempotencyKey: { key: one, ttlMs: 60_000 } }),
  alone: fixtureTool('alone', {}, { ...write, exclusive: one }),
  asks: fixtureTool('asks', {}, { ...write, permission: granted }),
});
type Name = keyof typeof tools.tools;

const junk: readonly unknown[] = [
  ...[0, 1, 5, '', 'yes', 'true', 'OK', {}, [], [true], [{}], { ok: 1 }, { ok: 'yes' }],
  ...[{ begun: 1 }, { begun: 'yes' }, { claimed: 1, found: {} }, { fence: '1' }, Symbol('yes')],
];

function scene() {
  const env = virtualEnv();
  const kept = memoryLedger({ env });
  const ran: string[] = [];
  const given: { method?: string; answer?: unknown } = {};
  const speaking = <Store extends object>(store: Store): Store => {
    const members = Object.entries(store).map(([name, member]) => [
      name,
      typeof member === 'function'
        ? (...args: unknown[]) =>
            name === given.method ? Promise.resolve(given.answer) : member(...args)
        : member,
    ]);
    // Every method of the store, wrapped.
    return Object.fromEntries(members) as Store;
  };
  const runtime: Runtime = createRuntime({
    tools,
    // Every handler does the same.
    handlers: Object.fromEntries(
      Object.keys(tools.tools).map((name) => [name, () => void ran.push(name)]),
    ) as never,
    ledger: speaking(kept),
    limiter: speaking(memoryLimiter({ env })),
    env,
  });
  const told = async (answer: Promise<unknown>) => {
    const end = answer.catch((error: unknown) => error);
    await env.advance(60_000);
    return end;
  };
  const call = (name: Name, key?: string) =>
    runtime.run(
      { id: 'c', name, arguments: '{}' },
      { caller: callers.agent, ...(key !== undefined && { key }) },
    );
  /** How many calls the log says the end of, or that a person is asked. */
  const recorded = async () => {
    const log = (await kept.audit({ limit: 1_000 })).map(({ body }) => JSON.parse(body));
    return log.filter(({ type }) => type === 'outcome' || type === 'pending').length;
  };
  return { env, ran, given, runtime, told, call, recorded };
}

/** Where the answer is none, and what a call may be told. */
const cases: readonly [keyof Ledger | keyof Limiter, Name, readonly string[]][] = [
  ['take', 'read', ['rate_limited']],
  ['hold', 'few', ['busy']],
  ['begin', 'write', ['policy_failed']],
  ['claim', 'keyed', ['idempotency_conflict', 'policy_failed']],
  ['acquire', 'alone', ['policy_failed']],
  ['propose', 'asks', ['pending']],
  ['grants', 'asks', ['pending', 'policy_failed']],
];

describe('a store that answers junk', () => {
  test.each(cases)('to %s: %s does not run', async (method, name, codes) => {
    const it = scene();
    it.given.method = method;
    const told = new Set<string>();
    for (const answer of junk) {
      it.given.answer = answer;
      const outcome = (await it.told(it.call(name))) as Outcome;
      told.add(outcome.status === 'failed' ? outcome.error.code : outcome.status);
    }
    expect(it.ran).toEqual([]);
    expect([...told].sort()).toEqual(codes);
    expect(await it.recorded()).toBe(junk.length);
    delete it.given.method;
    if (name !== 'asks')
      expect(await it.told(it.call(name))).toMatchObject({ status: 'completed' });
  });

  test('to redeem: what was approved does not run', async () => {
    const it = scene();
    const asked = await it.call('asks');
    const id = asked.status === 'pending' ? asked.approval.id : '';
    await it.runtime.approvals.approve(id, { by: callers.supervisor });
    it.given.method = 'redeem';
    for (const answer of junk) {
      it.given.answer = answer;
      await it.told(it.runtime.resume(id, { caller: callers.agent }));
    }
    expect(it.ran).toEqual([]);
  });
});
