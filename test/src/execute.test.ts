import { describe, expect, test } from 'vitest';
import { NotImplemented, ToolError } from '../../src/error.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { memoryLedger } from '../../src/ledger/memory.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import type { Contract } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { faulty } from '../fixture/faulty.js';
import { type Bench, bench, type TestHandler } from '../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../fixture/tool.js';

const SECRET = 'postgres://admin:hunter2@10.0.0.3';
const never = () => new Promise<never>(() => {});
const write = { effect: 'write', permission: levels.write } as const;
const anyInput = { input: { type: 'object' } };

/** A runtime of one tool. */
const one = (rest: Partial<Contract>, handler: TestHandler, options = {}): Bench =>
  bench(
    { act: fixtureTool('act', anyInput, { timeoutMs: 1000, ...rest }) },
    { act: handler },
    options,
  );

/** Lets time pass until a promise is settled. */
async function passing<Value>(world: Bench, ms: number, promise: Promise<Value>): Promise<Value> {
  await world.env.advance(ms);
  return promise;
}

describe('how a handler ends', () => {
  const errors = { taken: { message: 'It is taken.', retry: 'never' } } as const;
  const throws = (error: unknown) => () => {
    throw error;
  };
  const table: [string, Partial<Contract>, TestHandler, object][] = [
    [
      'a declared error',
      { ...write, errors },
      throws(new ToolError('act', 'taken')),
      { code: 'taken', message: 'It is taken.', retry: 'never' },
    ],
    [
      'a declared error of another tool',
      { errors },
      throws(new ToolError('other', 'taken')),
      { code: 'handler_failed' },
    ],
    [
      'an undeclared code',
      { errors },
      throws(new ToolError('act', 'nope')),
      { code: 'handler_failed' },
    ],
    [
      'an inherited code',
      { errors },
      throws(new ToolError('act', 'toString')),
      { code: 'handler_failed' },
    ],
    ['not written yet', write, throws(new NotImplemented('act')), { code: 'not_implemented' }],
    [
      'a throw of a read',
      {},
      throws(new Error(SECRET)),
      { code: 'handler_failed', retry: 'never' },
    ],
    [
      'a rejection of a read',
      {},
      async () => throws(new Error(SECRET))(),
      { code: 'handler_failed' },
    ],
    [
      'a throw of an idempotent write',
      { ...write, idempotent: true },
      throws(new Error(SECRET)),
      { code: 'handler_failed' },
    ],
    [
      'a throw of a write',
      write,
      throws(new Error(SECRET)),
      { code: 'outcome_unknown', retry: 'never' },
    ],
    [
      'a write that throws an undeclared code',
      { ...write, errors },
      throws(new ToolError('act', 'nope')),
      { code: 'outcome_unknown' },
    ],
    ['a throw of nothing', {}, throws(undefined), { code: 'handler_failed' }],
    ['a throw of what has no text', {}, throws(Object.create(null)), { code: 'handler_failed' }],
  ];
  test.each(table)('%s', async (_, rest, handler, error) => {
    const world = one(rest, handler);
    const outcome = await world.call('act');
    expect(outcome).toMatchObject({ status: 'failed', error });
    expect(outcome.text + JSON.stringify(outcome)).not.toContain('hunter2');
    expect(world.of('outcome')).toMatchObject([
      { status: 'failed', code: (error as { code: string }).code },
    ]);
  });
  test('the operator gets the cause', async () => {
    const world = one({}, throws(new Error(SECRET)));
    await world.call('act');
    expect(world.of('outcome')[0]?.cause).toContain('hunter2');
  });
});

describe('a handler that does not answer', () => {
  test.each<[string, Partial<Contract>, string]>([
    ['a read', {}, 'timed_out'],
    ['a write', write, 'outcome_unknown'],
    ['an idempotent write', { ...write, idempotent: true }, 'timed_out'],
  ])('%s is given up in time', async (_, rest, code) => {
    const world = one(rest, never);
    const start = world.env.now();
    const outcome = await passing(world, 1000, world.call('act'));
    expect(outcome).toMatchObject({ error: { code } });
    expect(world.env.now() - start).toBe(1000);
    expect(world.env.waiting).toBeLessThanOrEqual(1);
  });

  test('what it says later is recorded, and goes nowhere', async () => {
    let finish: (value: unknown) => void = () => {};
    const world = one(
      write,
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const outcome = await passing(world, 1000, world.call('act'));
    finish('done after all');
    await world.env.advance(0);
    expect(world.of('late')).toMatchObject([{ status: 'completed', ms: 1000 }]);
    expect(world.of('outcome')).toHaveLength(1);
    expect(outcome.text).not.toContain('after all');
  });

  test('a late rejection is no unhandled one', async () => {
    let fail: (error: Error) => void = () => {};
    const world = one(
      {},
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    await passing(world, 1000, world.call('act'));
    fail(new Error('late'));
    await world.env.advance(0);
    expect(world.of('late')).toMatchObject([{ status: 'failed' }]);
  });

  test('its signal is aborted, and only made when asked for', async () => {
    const signals: AbortSignal[] = [];
    const world = one({}, (_, context) => {
      signals.push(context.signal);
      return never();
    });
    await passing(world, 1000, world.call('act'));
    expect(signals[0]?.aborted).toBe(true);
    expect(String(signals[0]?.reason)).toContain('timed out');
  });

  test('a signal asked for after the end is aborted already', async () => {
    let late: () => AbortSignal = () => new AbortController().signal;
    const world = one({}, (_, context) => {
      late = () => context.signal;
      return never();
    });
    await passing(world, 1000, world.call('act'));
    expect(late().aborted).toBe(true);
  });
});

describe('a caller who gives up', () => {
  test('before it starts: nothing runs', async () => {
    let ran = 0;
    const world = one(write, () => {
      ran += 1;
    });
    expect(await world.call('act', {}, { signal: AbortSignal.abort() })).toMatchObject({
      error: { code: 'canceled' },
    });
    expect(ran).toBe(0);
  });
  test.each<[string, Partial<Contract>, string]>([
    ['a read', {}, 'canceled'],
    ['a write', write, 'outcome_unknown'],
  ])('while %s is at work', async (_, rest, code) => {
    const controller = new AbortController();
    const world = one(rest, never);
    const running = world.call('act', {}, { signal: controller.signal });
    await world.env.advance(10);
    controller.abort();
    expect(await running).toMatchObject({ error: { code } });
  });
  test('while the handler has just started', async () => {
    const controller = new AbortController();
    const world = one({}, () => {
      controller.abort();
      return never();
    });
    expect(await world.call('act', {}, { signal: controller.signal })).toMatchObject({
      error: { code: 'canceled' },
    });
  });
});

describe('retries', () => {
  const retry = { attempts: 3, backoffMs: 100 };
  const failing = (times: number) => {
    let left = times;
    return () => {
      if (left-- > 0) throw new Error('flaky');
      return 'ok';
    };
  };
  test.each<[string, Partial<Contract>, number, string, number]>([
    ['a read', { retry }, 2, 'completed', 2],
    ['a read, too often', { retry }, 3, 'failed', 2],
    ['an idempotent write', { retry, ...write, idempotent: true }, 2, 'completed', 2],
    ['a write is never repeated', { retry, ...write }, 1, 'failed', 0],
    ['not beyond its time', { retry: { attempts: 9, backoffMs: 700 } }, 5, 'failed', 1],
  ])('%s', async (_, rest, times, status, retries) => {
    const world = one(rest, failing(times));
    expect(await passing(world, 2000, world.call('act'))).toMatchObject({ status });
    expect(world.of('retry')).toHaveLength(retries);
  });
  test('not after a declared error', async () => {
    const errors = { gone: { message: 'Gone.', retry: 'never' } } as const;
    const world = one({ retry, errors }, () => {
      throw new ToolError('act', 'gone');
    });
    expect(await world.call('act')).toMatchObject({ error: { code: 'gone' } });
    expect(world.of('retry')).toEqual([]);
  });
  test('each attempt gets the arguments as they were', async () => {
    const seen: unknown[] = [];
    const world = one({ retry }, (args: { n?: number[] }) => {
      seen.push(structuredClone(args));
      args.n?.push(1);
      if (seen.length < 3) throw new Error('flaky');
    });
    await passing(world, 1000, world.call('act', { n: [] }));
    expect(seen).toEqual([{ n: [] }, { n: [] }, { n: [] }]);
    expect(world.of('intent')).toMatchObject([{ args: { n: [] } }]);
  });
});

test('a function that can be awaited is work, and no result', async () => {
  let done = (_: unknown): void => {};
  const work = Object.assign(() => 'a function', {
    // biome-ignore lint/suspicious/noThenProperty: it is what a query builder may hand out.
    then: (resolve: (value: unknown) => void) => {
      done = resolve;
    },
  });
  const world = one({ ...write, concurrency: 1 }, () => work);
  const first = world.call('act');
  await world.env.advance(10);
  const second = world.call('act');
  await world.env.advance(10);
  done('done');
  expect(await passing(world, 10, first)).toMatchObject({ status: 'completed', value: 'done' });
  done('done');
  expect(await passing(world, 10, second)).toMatchObject({ status: 'completed', value: 'done' });
});

describe('what a handler is given', () => {
  test('application, caller, key, log and progress', async () => {
    const world = one(
      {},
      (_, { app, caller, key, idempotencyKey, log, progress, fence }) => {
        log('looked', { rows: 1n } as never);
        log('found', { rows: 1 });
        progress('half');
        return {
          app: app as never,
          caller: caller?.id,
          same: key === idempotencyKey,
          fence: fence ?? null,
        } as never;
      },
      { context: () => Promise.resolve('db') },
    );
    const outcome = await world.call('act');
    expect(outcome).toMatchObject({ value: { app: 'db', caller: 'bob', same: true, fence: null } });
    expect(world.of('log').map(({ message, fields }) => [message, fields])).toEqual([
      ['looked', undefined],
      ['found', { rows: 1 }],
    ]);
    expect(world.of('progress')).toMatchObject([{ message: 'half' }]);
  });
  const promising = (start: (done: (app: string) => void) => void) =>
    Object.fromEntries([['then', start]]);
  const later = promising((done) => done('db'));
  test.each([
    ['a promise of another library', () => later, 'db'],
    ['a value that looks like one', later, later],
  ])('a context that is %s is the same for reads and writes', async (_, context, app) => {
    for (const rest of [{}, write]) {
      const seen: unknown[] = [];
      const world = one(rest, (_, given) => void seen.push(given.app), { context });
      expect(await passing(world, 10, world.call('act'))).toMatchObject({ status: 'completed' });
      expect(seen).toEqual([app]);
    }
  });
  test.each([
    [
      'throws',
      () => {
        throw new Error(SECRET);
      },
    ],
    ['never comes, in the way of another library', () => promising(() => {})],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    ['hangs', never],
  ])('a context that %s: nothing runs, and it is definite', async (_, context) => {
    let ran = 0;
    const world = one(
      write,
      () => {
        ran += 1;
      },
      { context },
    );
    const outcome = await passing(world, 1000, world.call('act'));
    expect(outcome).toMatchObject({ error: { code: 'handler_failed' } });
    expect(outcome.text).not.toContain('hunter2');
    expect(ran).toBe(0);
  });
});

describe('concurrency', () => {
  test('holds at most so many, in the order they came; a deaf handler keeps its slot', async () => {
    const ends: ((value: unknown) => void)[] = [];
    const world = one({ concurrency: 2 }, () => new Promise((resolve) => ends.push(resolve)));
    const calls = [1, 2, 3].map(() => world.call('act'));
    await world.env.advance(0);
    expect(ends).toHaveLength(2);
    ends[0]?.('a');
    await world.env.advance(0);
    expect(ends).toHaveLength(3);
    // The two at work are given up, but hold their slots: the next one finds none.
    const late = world.call('act');
    await world.env.advance(1000);
    expect(await late).toMatchObject({ error: { code: 'busy' } });
    ends[1]?.('b');
    ends[2]?.('c');
    await world.env.advance(0);
    const free = world.call('act');
    await world.env.advance(0);
    expect(ends).toHaveLength(4);
    ends[3]?.('d');
    expect(await free).toMatchObject({ status: 'completed' });
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([
      'completed',
      'failed',
      'failed',
    ]);
  });
  test('a wait can be canceled', async () => {
    const controller = new AbortController();
    const world = one({ concurrency: 1 }, never);
    const first = world.call('act');
    const second = world.call('act', {}, { signal: controller.signal });
    await world.env.advance(10);
    controller.abort();
    expect(await second).toMatchObject({ error: { code: 'canceled' } });
    await passing(world, 1000, first);
  });
});

describe('an exclusive key', () => {
  const exclusive = expression('args.id', ({ args }) => args?.id);
  test('runs one after another, each with a higher fence', async () => {
    const fences: (number | undefined)[] = [];
    let busy = 0;
    const world = one({ ...write, exclusive }, async (_, context) => {
      expect(++busy).toBe(1);
      fences.push(context.fence);
      await new Promise<void>((resolve) => world.env.after(50, resolve));
      busy -= 1;
    });
    const calls = [1, 2, 3].map(() => world.call('act', { id: 'x' }));
    await world.env.advance(2000);
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'completed',
    ]);
    expect(fences).toEqual([...fences].sort((a = 0, b = 0) => a - b));
    expect(new Set(fences).size).toBe(3);
  });
  test('another key, another tenant: no waiting', async () => {
    let started = 0;
    const world = one({ ...write, exclusive }, () => {
      started += 1;
      return never();
    });
    const calls = [
      world.call('act', { id: 'x' }),
      world.call('act', { id: 'y' }),
      world.call('act', { id: 'x' }, { caller: callers.stranger }),
      world.call('act', { id: 1 }),
      world.call('act', { id: '1' }),
    ];
    await world.env.advance(0);
    expect(started).toBe(5);
    await world.env.advance(1000);
    await Promise.all(calls);
  });
  test('busy, when it is held beyond the time', async () => {
    const world = one({ ...write, exclusive }, never);
    const first = world.call('act', { id: 'x' });
    await world.env.advance(500);
    const second = world.call('act', { id: 'x' });
    await world.env.advance(2000);
    expect(await first).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(await second).toMatchObject({ error: { code: 'busy' } });
  });
  test.each([
    ['an exclusive key', { exclusive }],
    ['a place', { concurrency: 1 }],
  ])('a call that ran is answered though another holds %s', async (_, rest) => {
    const ends: (() => void)[] = [];
    const handler = ({ n }: { n: number }) =>
      n === 1 ? 'done' : new Promise<void>((resolve) => ends.push(resolve));
    const world = one({ ...write, ...rest }, handler as TestHandler);
    const once = { id: 'x', n: 1 };
    expect(await world.call('act', once, { key: 'k' })).toMatchObject({ value: 'done' });
    const other = world.call('act', { id: 'x', n: 2 });
    await world.env.advance(10);
    const again = world.call('act', once, { key: 'k' });
    await world.env.advance(10);
    expect(await again).toMatchObject({ value: 'done' });
    for (const end of ends) end();
    await world.env.advance(10);
    expect(await other).toMatchObject({ status: 'completed' });
  });
  test('a lost lease gives the handler up: a write is unknown', async () => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    const signals: AbortSignal[] = [];
    const world = one(
      { ...write, exclusive, timeoutMs: 60_000 },
      (_, { signal }) => {
        signals.push(signal);
        return never();
      },
      { env, ledger },
    );
    const running = world.call('act', { id: 'x' });
    await env.advance(10);
    down.add('renew');
    await env.advance(20_000);
    expect(await running).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(signals[0]?.aborted).toBe(true);
  });
  test('a long handler keeps its lease', async () => {
    const world = one(
      { ...write, exclusive, timeoutMs: 120_000 },
      () => new Promise((resolve) => world.env.after(90_000, () => resolve('ok'))),
    );
    const running = world.call('act', { id: 'x' });
    await world.env.advance(100_000);
    expect(await running).toMatchObject({ status: 'completed' });
  });
  test('a key that is none is policy_failed', async () => {
    const world = one({ ...write, exclusive }, () => 'ran');
    expect(await world.call('act', {})).toMatchObject({ error: { code: 'policy_failed' } });
  });
});

describe('the write-ahead record', () => {
  const stores = (rest: Partial<Contract>, handler: TestHandler) => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    return { ...one(rest, handler, { env, ledger }), down, ledger, env };
  };
  test.each(['append', 'begin'])('with %s down a write does not run', async (method) => {
    let ran = 0;
    const world = stores(write, () => {
      ran += 1;
    });
    world.down.add(method);
    expect(await world.call('act')).toMatchObject({
      error: { code: 'store_unavailable', retry: 'later' },
    });
    expect(ran).toBe(0);
    world.down.clear();
    expect(await world.call('act')).toMatchObject({ status: 'completed' });
  });
  test('the intent is durable before the handler starts', async () => {
    const world = stores(write, async () => {
      const rows = await world.ledger.audit();
      return rows.filter(({ body }) => body.includes('"intent"')).length;
    });
    expect(await world.call('act')).toMatchObject({ value: 1 });
  });
  test('an answer that cannot be settled still goes out', async () => {
    const world = stores(write, () => 'done');
    world.down.add('settle');
    expect(await world.call('act')).toMatchObject({ status: 'completed', value: 'done' });
    expect(world.of('outage')).toMatchObject([{ store: 'ledger', mode: 'answered' }]);
  });
  test('the same key again is the same call', async () => {
    let ran = 0;
    const world = stores(write, () => ++ran);
    expect(await world.call('act', { a: 1 }, { key: 'k' })).toMatchObject({ value: 1 });
    expect(await world.call('act', { a: 1 }, { key: 'k' })).toMatchObject({ value: 1 });
    expect(await world.call('act', { a: 2 }, { key: 'k' })).toMatchObject({
      error: { code: 'idempotency_conflict' },
    });
    expect(ran).toBe(1);
  });
  test('while it runs, the same key waits for what comes of it', async () => {
    let end = (_: unknown) => {};
    let ran = 0;
    const world = stores(write, () => {
      ran += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    const calls = [0, 1].map(() => world.call('act', {}, { key: 'k' }));
    await world.env.advance(500);
    end('done');
    await world.env.advance(500);
    for (const each of calls) expect(await each).toMatchObject({ value: 'done' });
    expect(ran).toBe(1);
  });
  test('of one that died at work it is never said that nothing was run', async () => {
    const world = stores(write, never);
    world.down.add('settle');
    void world.call('act', {}, { key: 'k' });
    await world.env.advance(400);
    const again = world.call('act', {}, { key: 'k' });
    await world.env.advance(400);
    world.down.clear();
    const controller = new AbortController();
    const impatient = world.call('act', {}, { key: 'k', signal: controller.signal });
    await world.env.advance(100);
    controller.abort();
    expect(await impatient).toMatchObject({ error: { code: 'outcome_unknown' } });
    await world.env.advance(1000);
    expect(await again).toMatchObject({ error: { code: 'outcome_unknown' } });
  });
  /** A process that died in the handler: begun, and nothing came of it. */
  const crashed = async (rest: Partial<Contract>, handler: TestHandler) => {
    const world = stores(rest, handler);
    world.down.add('settle');
    void world.call('act', { a: 1 }, { key: 'k' });
    await world.env.advance(60_000);
    world.down.clear();
    return world;
  };
  test('what a crash left behind is unknown, and stays so', async () => {
    let ran = 0;
    const world = await crashed(write, () => {
      ran += 1;
      return never();
    });
    for (let count = 0; count < 2; count++)
      expect(await world.call('act', { a: 1 }, { key: 'k' })).toMatchObject({
        error: { code: 'outcome_unknown' },
      });
    expect(ran).toBe(1);
  });
  test('of an idempotent tool it is run again', async () => {
    let ran = 0;
    const world = await crashed({ ...write, idempotent: true }, () =>
      ++ran === 1 ? never() : 'ok',
    );
    expect(await world.call('act', { a: 1 }, { key: 'k' })).toMatchObject({ value: 'ok' });
    expect(ran).toBe(2);
  });
  test('a result that is no JSON is settled as done', async () => {
    const world = stores(write, () => ({ at: 10n }));
    const outcome = await world.call('act', {}, { key: 'k' });
    expect(outcome).toMatchObject({ error: { code: 'invalid_result', retry: 'never' } });
    expect(outcome.text).toContain('do not repeat');
    expect(await world.call('act', {}, { key: 'k' })).toMatchObject({
      error: { code: 'invalid_result' },
    });
  });
});

describe.each(['read', 'write'] as const)('a %s that a person agreed to', (effect) => {
  const exclusive = expression('args.id', ({ args }) => args?.id);
  const permission = levels.write_requires_approval;
  /** One that is approved, and how it is resumed. */
  async function approved(handler: TestHandler) {
    const env = virtualEnv();
    const ledger = memoryLedger({ env });
    const world = one({ effect, permission, exclusive }, handler, { env, ledger });
    const asked = await world.call('act', { id: 'x' });
    if (asked.status !== 'pending') throw new TypeError(asked.text);
    const { id } = asked.approval;
    await world.approvals.approve(id, { by: callers.supervisor });
    const again = (signal?: AbortSignal) =>
      world.resume(id, { caller: callers.agent, ...(signal && { signal }) });
    return { ...world, env, ledger, key: asked.key, again };
  }

  test('and that found its key taken may come again, and runs once', async () => {
    let ran = 0;
    const { again, env, ledger } = await approved(() => ++ran);
    await ledger.acquire('["acme","act","\\"x\\""]', 'another', 2_000);
    const first = again();
    await env.advance(1_000);
    expect(await first).toMatchObject({ error: { code: 'busy', retry: 'later' } });
    await env.advance(1_000);
    const all = Array.from({ length: 16 }, () => again());
    await env.advance(1_000);
    for (const each of [...all, again()])
      expect(await each).toMatchObject({ status: 'completed', value: 1 });
    expect(ran).toBe(1);
  });
  test('and whose process died at work is not run a second time', async () => {
    let ran = 0;
    const { again, ledger, env, key } = await approved(() => ++ran);
    const intent = { ...{ key, run: key, tenant: 'acme', caller: 'bob', tool: 'act' } };
    const rest = { contractHash: 'hash-of-act', args: '{"id":"x"}', timeoutMs: 1_000 };
    await ledger.begin({ ...intent, ...rest }, 'of one who died');
    await env.advance(1_000);
    const code = effect === 'read' ? 'handler_failed' : 'outcome_unknown';
    for (let n = 0; n < 2; n += 1)
      expect(await again()).toMatchObject({ error: { code, retry: 'never' } });
    expect(ran).toBe(0);
  });
  test('has its intent in the log before its handler starts', async () => {
    const log: string[] = [];
    const { again, ledger } = await approved(async () => {
      for (const { body } of await ledger.audit()) log.push(JSON.parse(body).type);
    });
    await again();
    expect(log).toEqual(['pending', 'approved', 'intent']);
  });
});

describe('odd moments', () => {
  test.each(['append', 'begin'] as const)('canceled during %s: nothing runs', async (method) => {
    const controller = new AbortController();
    const env = virtualEnv();
    const ledger = memoryLedger({ env });
    const slow = async (...given: never[]) => {
      const done = await (ledger[method] as (...given: never[]) => Promise<unknown>)(...given);
      controller.abort();
      return done;
    };
    let ran = 0;
    const handler = () => ++ran;
    const world = one(write, handler, { env, ledger: { ...ledger, [method]: slow } });
    const { signal } = controller;
    expect(await world.call('act', {}, { key: 'k', signal })).toMatchObject({
      error: { code: 'canceled' },
    });
    expect(ran).toBe(0);
    await env.advance(0);
    // It never began, so that it may come again.
    expect(await world.call('act', {}, { key: 'k' })).toMatchObject({ value: 1 });
  });
  test('close waits until what was canceled is taken back', async () => {
    const controller = new AbortController();
    const env = virtualEnv();
    const ledger = memoryLedger({ env });
    const begin: Ledger['begin'] = (...given) => {
      controller.abort();
      return ledger.begin(...given);
    };
    const withdraw: Ledger['withdraw'] = async (...given) => {
      await new Promise<void>((resolve) => env.after(100, resolve));
      await ledger.withdraw(...given);
    };
    const world = one(write, () => 'ran', { env, ledger: { ...ledger, begin, withdraw } });
    const { key } = await world.call('act', {}, { signal: controller.signal });
    const closed = world.close().then(() => ledger.call(key));
    await env.advance(1000);
    expect(await closed).toBeUndefined();
  });
  test('canceled while its context is made: nothing runs', async () => {
    const controller = new AbortController();
    let ran = 0;
    const context = async () => controller.abort();
    const world = one(
      write,
      () => {
        ran += 1;
      },
      { context },
    );
    const outcome = await world.call('act', {}, { signal: controller.signal });
    expect(outcome).toMatchObject({ error: { code: 'canceled' } });
    expect(ran).toBe(0);
  });
  test('refused after its intent was recorded: still one intent', async () => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    const world = one(write, () => 'ok', { env, ledger });
    down.add('begin');
    await world.call('act');
    expect(world.of('intent')).toHaveLength(1);
    expect(world.of('outcome')).toMatchObject([{ code: 'store_unavailable' }]);
  });
  test('an unknown outcome is unknown in the ledger, too', async () => {
    const world = one(write, never);
    const { key } = await passing(world, 1000, world.call('act'));
    expect(await world.ledger?.call(key)).toMatchObject({ state: 'unknown' });
  });
  test('a handler that settles while its end is written down gives everything back', async () => {
    const env = virtualEnv();
    const base = memoryLedger({ env });
    const slow = new Proxy(base, {
      get: (target, name) =>
        name === 'settle'
          ? async (...args: Parameters<typeof base.settle>) => {
              await new Promise<void>((resolve) => env.after(500, resolve));
              return target.settle(...args);
            }
          : Reflect.get(target, name),
    });
    const idempotencyKey = { key: expression('args.k', ({ args }) => args?.k), ttlMs: 60_000 };
    const ends: ((value: unknown) => void)[] = [];
    const world = one(
      { ...write, idempotent: true, idempotencyKey },
      () => new Promise((resolve) => ends.push(resolve)),
      { env, ledger: slow },
    );
    const first = world.call('act', { k: 'x' });
    await env.advance(1100);
    ends[0]?.('late');
    await env.advance(600);
    expect(await first).toMatchObject({ error: { code: 'timed_out' } });
    expect(await base.idempotency({ tenant: 'acme', tool: 'act', key: '"x"' })).toEqual({
      state: 'free',
    });
  });
  test('a lease lost after the end changes nothing', async () => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    const exclusive = expression('args.id', ({ args }) => args?.id);
    let finish: (value: unknown) => void = () => {};
    const world = one(
      { ...write, exclusive, timeoutMs: 60_000 },
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      { env, ledger },
    );
    const running = world.call('act', { id: 'x' });
    await env.advance(4_999);
    down.add('renew');
    finish('ok');
    await env.advance(10_000);
    expect(await running).toMatchObject({ status: 'completed', value: 'ok' });
    expect(world.of('late')).toEqual([]);
  });
  test('what a handler does with its result later changes nothing', async () => {
    const shared = { n: 1 };
    const world = one({}, () => shared);
    const outcome = await world.call('act');
    shared.n = 2;
    expect(outcome).toMatchObject({ value: { n: 1 } });
  });
});

describe('reads while the audit log is down', () => {
  const down = async (options: object) => {
    const env = virtualEnv();
    const store = faulty(memoryLedger({ env }));
    const world = one({}, () => 'ok', { env, ledger: store.ledger, ...options });
    store.down.add('append');
    await world.call('act');
    await env.advance(100);
    return { ...world, env, store };
  };
  test('are refused by default, and run again when it is back', async () => {
    const { call, env, store } = await down({});
    expect(await call('act')).toMatchObject({ error: { code: 'store_unavailable' } });
    store.down.clear();
    await env.advance(2000);
    expect(await call('act')).toMatchObject({ status: 'completed' });
    await env.advance(100);
    const bodies = (await store.ledger.audit()).map(({ body }) => JSON.parse(body));
    expect(bodies.filter(({ type }) => type === 'intent')).toHaveLength(3);
    expect(bodies.filter(({ type }) => type === 'outcome')).toHaveLength(3);
  });
  test('run where the program says so', async () => {
    const { call } = await down({ audit: { on_outage: 'allow' } });
    expect(await call('act')).toMatchObject({ status: 'completed' });
    const misspelt = await down({ audit: { on_outage: 'Allow' } });
    expect(await misspelt.call('act')).toMatchObject({ error: { code: 'store_unavailable' } });
  });
});

describe('an idempotency key', () => {
  const idempotencyKey = { key: expression('args.k', ({ args }) => args?.k), ttlMs: 60_000 };
  const keyed = { ...write, idempotencyKey };
  const errors = { taken: { message: 'It is taken.', retry: 'never' } } as const;

  test('answers a repeat with the stored outcome', async () => {
    let ran = 0;
    const world = one(keyed, () => ++ran);
    expect(await world.call('act', { k: 'x' })).toMatchObject({ value: 1 });
    expect(await world.call('act', { k: 'x' })).toMatchObject({ value: 1 });
    expect(await world.call('act', { k: 'x', other: 1 })).toMatchObject({
      error: { code: 'idempotency_conflict' },
    });
    expect(await world.call('act', { k: 'x' }, { caller: callers.stranger })).toMatchObject({
      value: 2,
    });
    expect(world.of('outcome').map(({ replayed }) => replayed)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
    ]);
    expect(world.of('intent')).toHaveLength(4);
  });
  test('of two at once with other arguments, one is a conflict', async () => {
    const world = one(keyed, async () => {
      await new Promise<void>((resolve) => world.env.after(100, resolve));
    });
    const calls = [world.call('act', { k: 'x' }), world.call('act', { k: 'x', n: 1 })];
    await world.env.advance(1000);
    expect(
      (await Promise.all(calls)).map((each) => each.status === 'failed' && each.error.code),
    ).toEqual([false, 'idempotency_conflict']);
  });
  test('of 32 at once, one runs and all get its answer', async () => {
    let ran = 0;
    const world = one(keyed, async () => {
      await new Promise<void>((resolve) => world.env.after(100, resolve));
      return ++ran;
    });
    const calls = Array.from({ length: 32 }, () => world.call('act', { k: 'x' }));
    await world.env.advance(3000);
    expect(
      (await Promise.all(calls)).map((outcome) => outcome.status === 'completed' && outcome.value),
    ).toEqual(new Array(32).fill(1));
    expect(ran).toBe(1);
    expect(world.of('intent')).toHaveLength(32);
    expect(world.of('outcome')).toHaveLength(32);
  });
  test('is given up after a declared error: nothing happened', async () => {
    let ran = 0;
    const world = one({ ...keyed, errors }, () => {
      if (++ran === 1) throw new ToolError('act', 'taken');
      return 'ok';
    });
    expect(await world.call('act', { k: 'x' })).toMatchObject({ error: { code: 'taken' } });
    expect(await world.call('act', { k: 'x' })).toMatchObject({ value: 'ok' });
  });
  test('is given up when nothing ran', async () => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    const world = one(keyed, () => 'ok', { env, ledger });
    down.add('begin');
    expect(await world.call('act', { k: 'x' })).toMatchObject({
      error: { code: 'store_unavailable' },
    });
    down.clear();
    expect(await world.call('act', { k: 'x' })).toMatchObject({ value: 'ok' });
  });
  test('is kept after an unknown outcome: a repeat says the same', async () => {
    let ran = 0;
    const world = one(keyed, () => {
      ran += 1;
      return never();
    });
    await passing(world, 1000, world.call('act', { k: 'x' }));
    expect(await world.call('act', { k: 'x' })).toMatchObject({
      error: { code: 'outcome_unknown' },
    });
    expect(ran).toBe(1);
  });
  test('a claim whose process died is unknown, not free', async () => {
    const env = virtualEnv();
    const { ledger, down } = faulty(memoryLedger({ env }));
    let ran = 0;
    const world = one(
      keyed,
      () => {
        ran += 1;
        return never();
      },
      { env, ledger },
    );
    for (const method of ['settle', 'complete', 'release']) down.add(method);
    void world.call('act', { k: 'x' });
    await env.advance(30_000);
    down.clear();
    expect(await world.call('act', { k: 'x' })).toMatchObject({
      error: { code: 'outcome_unknown' },
    });
    expect(ran).toBe(1);
  });
  test('of a tool that may run again stays taken until a deaf handler settles', async () => {
    const ends: ((value: unknown) => void)[] = [];
    const world = one(
      { ...keyed, idempotent: true, timeoutMs: 5000 },
      () => new Promise((resolve) => ends.push(resolve)),
    );
    const first = world.call('act', { k: 'x' });
    await world.env.advance(5000);
    expect(await first).toMatchObject({ error: { code: 'timed_out' } });
    const second = world.call('act', { k: 'x' });
    await world.env.advance(100);
    expect(ends).toHaveLength(1);
    ends[0]?.('late');
    await world.env.advance(1000);
    expect(ends).toHaveLength(2);
    ends[1]?.('ok');
    expect(await second).toMatchObject({ value: 'ok' });
  });
});

test('every call leaves one intent and one outcome, whatever becomes of it', async () => {
  const world = one(
    { ...write, errors: { e: { message: 'E.', retry: 'never' } } },
    ({ how }: { how: string }) => {
      if (how === 'throw') throw new Error('x');
      if (how === 'declared') throw new ToolError('act', 'e');
      if (how === 'deaf') return never();
      return 'ok';
    },
  );
  const ends = ['throw', 'declared', 'deaf', 'fine'].map((how) => world.call('act', { how }));
  const refused = [
    world.call('nope'),
    world.call('act', '{'),
    world.call('act', {}, { caller: null }),
  ];
  await world.env.advance(1000);
  const keys = (await Promise.all([...ends, ...refused])).map(({ key }) => key).sort();
  expect(
    world
      .of('intent')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(keys);
  expect(
    world
      .of('outcome')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(keys);
  const order = world.events.map(({ seq }) => seq);
  expect(order).toEqual(order.map((_, index) => index + 1));
  await world.close();
  expect(await world.ledger?.audit()).toHaveLength(world.events.length);
});

describe('the idempotency key of a handler', () => {
  const idempotencyKey = { key: expression('args.k', ({ args }) => args?.k), ttlMs: 60_000 };
  const caller = { ...callers.agent, id: 'ユーザー\u{1f600}' };
  const keysOf = async (rest: Partial<Contract>, ...given: readonly string[]) => {
    const keys: { readonly key: string; readonly idempotencyKey: string }[] = [];
    const world = one({ ...write, ...rest }, (_, { key, idempotencyKey }) => {
      keys.push({ key, idempotencyKey });
      return {};
    });
    for (const k of given) await world.call('act', { k }, { caller, key: k });
    return keys;
  };

  test.each([
    ['of its own', { idempotencyKey }],
    ['of the call', {}],
  ])('fits a header, %s, whatever the caller and the arguments hold', async (_, rest) => {
    const given = ['雪', '\\u96ea', '\u{e000}', 'ü', 'plain'];
    const keys = await keysOf(rest, ...given);
    for (const [at, { idempotencyKey: sent }] of keys.entries()) {
      expect(sent).toMatch(/^[ -~]+$/);
      expect(new Headers({ 'idempotency-key': sent }).get('idempotency-key')).toBe(sent);
      expect(JSON.parse(sent).at(-1)).toContain(
        'idempotencyKey' in rest ? JSON.stringify(given[at]) : given[at],
      );
    }
    expect(new Set(keys.map((each) => each.idempotencyKey)).size).toBe(given.length);
  });
});
