import { describe, expect, test } from 'vitest';
import { createRuntime, memoryLedger, memoryLimiter } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import type { Runtime } from '../../src/runtime-api.js';
import { virtualEnv } from '../../src/testing/index.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

/** "Any guard that … returns junk denies: 0 executions." Stores that answer what is no answer, where they decide. */

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
    ledger: speaking(memoryLedger({ env })),
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
  return { env, ran, given, runtime, told, call };
}

const cases: readonly [keyof Ledger | keyof Limiter, Name][] = [
  ['take', 'read'],
  ['hold', 'few'],
  ['begin', 'write'],
  ['claim', 'keyed'],
  ['acquire', 'alone'],
  ['propose', 'asks'],
  ['grants', 'asks'],
];

describe('a store that answers junk', () => {
  test.each(cases)('to %s: %s does not run', async (method, name) => {
    const it = scene();
    it.given.method = method;
    for (const answer of junk) {
      it.given.answer = answer;
      await it.told(it.call(name));
    }
    expect(it.ran).toEqual([]);
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
