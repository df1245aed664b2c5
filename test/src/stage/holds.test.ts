import { beforeEach, describe, expect, test } from 'vitest';
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

  function exclusive(rest: Partial<Contract>, handler: TestHandler, renew: Ledger['renew']) {
    const rules = {
      effect: 'write',
      permission: levels.write,
      timeoutMs: 60_000,
      exclusive: expression('args.id', ({ args }) => args?.id),
      ...rest,
    } as const;
    const tool = fixtureTool('act', { input: { type: 'object' } }, rules);
    const options = { env, ledger: { ...ledger, renew }, storeTimeoutMs: 120_000 };
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

  test('that is lost while the call is written down: the handler does not begin', async () => {
    let ran = 0;
    const { begin } = ledger;
    const slowly: Ledger['begin'] = async (...given) => {
      const begun = await begin(...given);
      await new Promise<void>((resolve) => env.after(20_000, resolve));
      return begun;
    };
    ledger = { ...ledger, begin: slowly };
    const world = exclusive(
      {},
      () => {
        ran += 1;
      },
      async () => false,
    );
    const running = world.call('act', { id: 'x' });
    await env.advance(20_000);
    expect(await running).toMatchObject({ error: { code: 'busy' } });
    expect(ran).toBe(0);
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
