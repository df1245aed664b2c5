import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../src/error.js';
import { createRuntime, memoryLedger, memoryLimiter } from '../../../src/index.js';
import type { Limiter } from '../../../src/limiter/limiter.js';
import { virtualEnv } from '../../../src/testing/index.js';
import { callers } from '../../fixture/desk.js';
import { fixtureTool, levels, toolset } from '../../fixture/tool.js';

const rules = { concurrency: 1, timeoutMs: 1_000, permission: levels.write };
const tools = toolset({
  read: fixtureTool('read', {}, rules),
  write: fixtureTool('write', {}, { ...rules, effect: 'write' }),
  look: fixtureTool('look', {}, { ...rules, timeoutMs: 60_000 }),
  long: fixtureTool('long', {}, { ...rules, effect: 'write', timeoutMs: 60_000 }),
});
type Name = keyof typeof tools.tools;

/** Runtimes that share one limiter, as processes do: what is at work ends when the test says so. */
function scene() {
  const env = virtualEnv();
  const ends: (() => void)[] = [];
  const aborted: boolean[] = [];
  let at = 0;
  const faults: { hold?: () => boolean; free?: () => Promise<void> } = {};
  const shared = memoryLimiter({ env });
  const limiter: Limiter = {
    ...shared,
    hold: async (...given) => (faults.hold ? faults.hold() : shared.hold(...given)),
    free: async (place) => (faults.free ? faults.free() : shared.free(place)),
  };
  const handler = (_: unknown, context: { readonly signal: AbortSignal }) =>
    new Promise<string>((resolve) => {
      at += 1;
      const index = aborted.push(false) - 1;
      context.signal.addEventListener('abort', () => {
        aborted[index] = true;
      });
      ends.push(() => {
        at -= 1;
        resolve('done');
      });
    });
  /** One whose process stalls has a clock of its own, which stands. */
  const runtimeOf = (own = env) =>
    createRuntime({
      tools,
      handlers: { read: handler, write: handler, look: handler, long: handler } as never,
      ledger: memoryLedger({ env: own }),
      limiter,
      env: own,
    });
  const process = (own = env) => {
    const runtime = runtimeOf(own);
    return async (name: Name) => {
      const call = { id: 'c', name, arguments: '{}' };
      const outcome = await runtime.run(call, { caller: callers.agent });
      return outcome.status === 'failed' ? outcome.error.code : outcome.status;
    };
  };
  return { env, limiter, faults, process, runtimeOf, ends, aborted, atWork: () => at };
}

describe('a slot that processes share', () => {
  test('the second waits for the first, wherever it runs', async () => {
    const { env, process, ends, atWork } = scene();
    const answers = [process()('write'), process()('write')];
    await env.advance(100);
    expect(atWork()).toBe(1);
    ends[0]?.();
    await env.advance(500);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await env.advance(0);
    expect(await Promise.all(answers)).toEqual(['completed', 'completed']);
    await env.advance(1_000);
    expect(env.waiting).toBe(0);
  });

  test('who waits longer than the tool may take is told that it is busy', async () => {
    const { env, process, ends } = scene();
    const first = process()('long');
    await env.advance(0);
    const second = process()('long');
    await env.advance(59_999);
    ends[0]?.();
    expect(await first).toBe('completed');
    await env.advance(1_000);
    ends[1]?.();
    expect(await second).toBe('completed');
    const [third, fourth] = [process()('write'), process()('write')];
    await env.advance(2_000);
    expect(await third).toBe('outcome_unknown');
    expect(await fourth).toBe('busy');
  });

  test('a handler that was given up holds it until it settles', async () => {
    const { env, process, ends } = scene();
    const first = process()('read');
    await env.advance(1_000);
    expect(await first).toBe('timed_out');
    await env.advance(60_000);
    const second = process()('read');
    await env.advance(1_000);
    expect(await second).toBe('busy');
    ends[0]?.();
    const third = process()('read');
    // Whether it asks before or after the place came back: it looks again soon.
    await env.advance(100);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await env.advance(0);
    expect(await third).toBe('completed');
    await env.advance(1_000);
    expect(env.waiting).toBe(0);
  });

  test('that of a process that died is free after 15 seconds', async () => {
    const { env, limiter, process, ends } = scene();
    await limiter.hold({ key: '["concurrency","long"]', owner: 'dead' }, 1, 15_000);
    const next = process()('long');
    await env.advance(14_900);
    expect(ends).toHaveLength(0);
    await env.advance(600);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await next).toBe('completed');
  });

  /** What no store can prevent, as the key's description says it. */
  test('that of a process that stalls so long too: one more is at work, and is told when it wakes', async () => {
    const { env, process, ends, aborted, atWork } = scene();
    const asleep = { ...virtualEnv(), id: randomUUID };
    const first = process(asleep)('long');
    await asleep.advance(0);
    const second = process()('long');
    await env.advance(14_900);
    expect(atWork()).toBe(1);
    await env.advance(600);
    expect(atWork()).toBe(2);
    expect(aborted).toEqual([false, false]);
    await asleep.advance(15_500);
    expect(aborted).toEqual([true, false]);
    expect(await first).toBe('outcome_unknown');
    ends[0]?.();
    ends[1]?.();
    expect(await second).toBe('completed');
  });
});

test('close waits for what goes back to its store', async () => {
  const { env, faults, runtimeOf, ends } = scene();
  let freed = (): void => {};
  faults.free = () => new Promise<void>((resolve) => (freed = resolve));
  const runtime = runtimeOf();
  const call = runtime.run({ id: 'c', name: 'read', arguments: '{}' }, { caller: callers.agent });
  await env.advance(0);
  ends[0]?.();
  expect(await call).toMatchObject({ status: 'completed' });
  let closed = false;
  const closing = runtime.close().then(() => {
    closed = true;
  });
  await env.advance(100);
  expect(closed).toBe(false);
  freed();
  await closing;
});

describe('while the limiter is out', () => {
  const out = () => {
    throw new StoreError('limiter', 'connection refused');
  };

  const raw = () => {
    throw new Error('ECONNREFUSED');
  };

  test.each([
    ['read', out],
    ['write', out],
    ['write', raw],
  ] as const)('no %s begins, whatever it throws', async (name, fault) => {
    const { env, faults, process, ends } = scene();
    faults.hold = fault;
    const call = process();
    expect(await call(name)).toBe('store_unavailable');
    delete faults.hold;
    const next = call(name);
    await env.advance(0);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await next).toBe('completed');
    await env.advance(1_000);
    expect(env.waiting).toBe(0);
  });

  test('who is at work goes on until the time of the place is over', async () => {
    const { env, faults, process, ends, aborted } = scene();
    const call = process()('long');
    await env.advance(4_000);
    faults.hold = out;
    await env.advance(10_999);
    expect(aborted).toEqual([false]);
    await env.advance(1);
    expect(aborted).toEqual([true]);
    expect(await call).toBe('outcome_unknown');
    ends[0]?.();
    await env.advance(0);
    await env.advance(1_000);
    expect(env.waiting).toBe(0);
  });

  test('a store that is back in time is asked again', async () => {
    const { env, faults, process, ends } = scene();
    const call = process()('long');
    await env.advance(4_000);
    faults.hold = out;
    await env.advance(9_000);
    delete faults.hold;
    await env.advance(30_000);
    ends[0]?.();
    expect(await call).toBe('completed');
  });
});

test.each([
  ['long', 'outcome_unknown'],
  ['look', 'busy'],
] as const)('a place that the store gave away: %s is given up as %s', async (name, code) => {
  const { env, faults, process, aborted } = scene();
  const call = process()(name);
  await env.advance(4_999);
  faults.hold = () => false;
  expect(aborted).toEqual([false]);
  await env.advance(1);
  expect(aborted).toEqual([true]);
  expect(await call).toBe(code);
});
