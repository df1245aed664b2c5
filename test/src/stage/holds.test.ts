import { beforeEach, describe, expect, test } from 'vitest';
import type { Env } from '../../../src/env.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Contract } from '../../../src/tool.js';
import { bench, type TestHandler } from '../../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../../fixture/tool.js';

const never = () => new Promise<never>(() => {});

describe('an exclusive lease', () => {
  let env: VirtualEnv;
  let ledger: Ledger;
  beforeEach(() => {
    env = virtualEnv();
    ledger = memoryLedger({ env });
  });

  function exclusive(
    rest: Partial<Contract>,
    handler: TestHandler,
    renew: Ledger['renew'],
    more: Partial<Ledger> = {},
    world: Env = env,
  ) {
    const rules = {
      effect: 'write',
      permission: levels.write,
      timeoutMs: 60_000,
      exclusive: expression('args.id', ({ args }) => args?.id),
      ...rest,
    } as const;
    const tool = fixtureTool('act', { input: { type: 'object' } }, rules);
    const options = { env: world, ledger: { ...ledger, renew, ...more }, storeTimeoutMs: 120_000 };
    return bench({ act: tool }, { act: handler }, options);
  }

  test('that a hanging store does not renew is lost when another may have it', async () => {
    const signals: AbortSignal[] = [];
    const handler: TestHandler = (_, { signal }) => {
      signals.push(signal);
      return never();
    };
    const running = exclusive({}, handler, never).call('act', { id: 'x' });
    await env.advance(14_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await env.advance(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await running).toMatchObject({ error: { code: 'outcome_unknown' } });
  });

  test('whose renewal a slow store takes seconds for is kept', async () => {
    const slowly: Ledger['renew'] = async (...given) => {
      const renewed = await ledger.renew(...given);
      await new Promise<void>((resolve) => env.after(6_000, resolve));
      return renewed;
    };
    const handler = () => new Promise((resolve) => env.after(50_000, () => resolve('ok')));
    const running = exclusive({}, handler, slowly).call('act', { id: 'x' });
    await env.advance(51_000);
    expect(await running).toMatchObject({ status: 'completed', value: 'ok' });
  });

  test('that a store failed to renew is kept, where the store is back in time', async () => {
    let fails = 9;
    const failing: Ledger['renew'] = async (...given) => {
      fails -= 1;
      if (fails >= 0) throw new Error('no connection');
      return ledger.renew(...given);
    };
    const handler = () => new Promise((resolve) => env.after(50_000, () => resolve('ok')));
    const running = exclusive({}, handler, failing).call('act', { id: 'x' });
    await env.advance(51_000);
    expect(await running).toMatchObject({ status: 'completed', value: 'ok' });
    await env.advance(0);
    expect(env.waiting).toBe(0);
  });

  test('that a store fails to renew for as long as it lasts is lost, and asked for no more', async () => {
    let asked = 0;
    const failing: Ledger['renew'] = async () => {
      asked += 1;
      throw new Error('no connection');
    };
    const running = exclusive({}, never, failing).call('act', { id: 'x' });
    await env.advance(14_999);
    expect(asked).toBe(10);
    await env.advance(60_000);
    expect(await running).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(asked).toBe(10);
  });

  test('that is lost before the handler begins: it does not', async () => {
    const ran: string[] = [];
    const release: (() => void)[] = [];
    const handler: TestHandler = ({ id }: { id: string }) => {
      ran.push(id);
      return new Promise<void>((resolve) => release.push(resolve));
    };
    const name = (id: string) => JSON.stringify(['acme', 'act', JSON.stringify(id)]);
    const lostOf: Ledger['renew'] = async (lease, ...rest) =>
      lease !== name('second') && ledger.renew(lease, ...rest);
    const world = exclusive({ concurrency: 1 }, handler as TestHandler, lostOf);
    const first = world.call('act', { id: 'first' });
    await env.advance(10);
    const second = world.call('act', { id: 'second' });
    await env.advance(6_000);
    release[0]?.();
    await env.advance(10);
    expect(await first).toMatchObject({ status: 'completed' });
    expect(await second).toMatchObject({ error: { code: 'busy', retry: 'later' } });
    expect(ran).toEqual(['first']);
  });

  const request = { key: expression('args.id', ({ args }) => args?.id), ttlMs: 60_000 };
  test.each<[string, Partial<Contract>, string, keyof Ledger]>([
    ['while a write is written down', {}, 'lost', 'begin'],
    ['while a write is written down, as no timer says yet', {}, 'stalled', 'begin'],
    [
      'while a place is had, as no timer says yet',
      { exclusive: undefined as never, concurrency: 1 },
      'stalled',
      'begin',
    ],
    ['while a read claims', { effect: 'read', idempotencyKey: request }, 'lost', 'claim'],
    [
      'while a read claims, as no timer says yet',
      { effect: 'read', idempotencyKey: request },
      'stalled',
      'claim',
    ],
  ])('that is lost %s: the handler does not begin', async (_, rest, how, method) => {
    let ran = 0;
    let stall = 0;
    const late = async (...given: never[]) => {
      const answer = await (ledger[method] as (...all: never[]) => Promise<unknown>)(...given);
      if (how === 'lost') await new Promise<void>((resolve) => env.after(16_000, resolve));
      // A process that was stopped wakes up, and the answer that came meanwhile is seen before any timer.
      else stall = 16_000;
      return answer;
    };
    const stalling = { ...env, monotonic: () => env.monotonic() + stall };
    const handler = () => {
      ran += 1;
    };
    const world = exclusive(rest, handler, never, { [method]: late }, stalling);
    const running = world.call('act', { id: 'x' });
    await env.advance(17_000);
    const outcome = await running;
    expect(outcome).toMatchObject({ error: { code: 'busy', retry: 'later' } });
    expect(ran).toBe(0);
    expect(await ledger.call(outcome.key)).toBeUndefined();
    const scope = { tenant: 'acme', tool: 'act', key: '"x"' };
    expect(await ledger.idempotency(scope)).toEqual({ state: 'free' });
  });

  test('that is lost between two attempts: the next is not made', async () => {
    let attempts = 0;
    const handler = () => {
      attempts += 1;
      throw new Error('once more');
    };
    const rest = { idempotent: true, retry: { attempts: 3, backoffMs: 12_000 } } as const;
    const running = exclusive(rest, handler, async () => false).call('act', { id: 'x' });
    await env.advance(60_000);
    expect(await running).toMatchObject({ error: { code: 'handler_failed' } });
    expect(attempts).toBe(1);
  });
});
