import { describe, expect, test } from 'vitest';
import { Budget } from '../../../src/budget.js';
import { memoryLedger, memoryLimiter, SetupError, StoreError } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { timedLedger } from '../../../src/ledger/timed.js';
import { timedLimiter } from '../../../src/limiter/timed.js';
import { virtualEnv } from '../../../src/testing/index.js';

const never = new Promise<never>(() => {});

function scene(change: Partial<Ledger> = {}) {
  const env = virtualEnv();
  const timed = timedLedger({ ...memoryLedger({ env }), ...change }, 1_000, env);
  const budget = new Budget(1_000, env);
  return { env, ledger: timed.each, shared: timed.within(budget), budget };
}
const endOf = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

describe('a ledger with a time to answer in', () => {
  test('one that answers at once costs no timer', async () => {
    const { env, ledger } = scene();
    const answer = ledger.call('k');
    await undefined;
    expect(env.waiting).toBe(0);
    expect(await answer).toBeUndefined();
  });

  test('one that hangs is left after its time, and leaves no timer', async () => {
    const { env, ledger } = scene({ begin: () => never });
    const ended = endOf(ledger.begin({} as never, 'try'));
    await env.advance(999);
    expect(env.waiting).toBe(1);
    await env.advance(1);
    expect(await ended).toBe('the ledger took longer than 1000 ms (begin)');
    expect(env.waiting).toBe(0);
  });

  test.each(['append', 'audit', 'heads', 'close'] as const)('%s is waited for', async (name) => {
    let answer = (): void => {};
    const slow = async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return undefined as never;
    };
    const { env, ledger } = scene({ [name]: slow });
    const ended = endOf(ledger[name]([] as never));
    await env.advance(60_000);
    answer();
    expect(await ended).toBe('undefined');
  });

  const told = (error: unknown) => ({
    call: () => Promise.reject(error),
    run: () => {
      throw error;
    },
  });
  test.each(['call', 'run'] as const)('whatever it throws is a StoreError: %s', async (name) => {
    const cause = new Error('ECONNRESET');
    await expect(scene(told(cause)).ledger[name]('k')).rejects.toMatchObject({
      name: 'StoreError',
      store: 'ledger',
      cause,
    });
    for (const own of [new StoreError('ledger', 'gone'), new SetupError('too_new', 'newer')])
      await expect(scene(told(own)).ledger[name]('k')).rejects.toBe(own);
  });

  test('an implementation of another kind keeps its own methods, and its own this', async () => {
    class Own {
      readonly name = 'own';
      readonly #held = 'held';
      async call() {
        return this.#held as never;
      }
      vacuum() {
        return 'vacuumed';
      }
    }
    const methods = Object.getOwnPropertyNames(memoryLedger()).filter((name) => name !== 'name');
    const own = new Own();
    for (const name of methods)
      if (!(name in own)) Object.assign(own, { [name]: async () => own.name });
    const ledger = timedLedger(own as unknown as Ledger, 1_000, virtualEnv()).each;
    expect(await ledger.call('k')).toBe('held');
    expect(ledger.name).toBe('own');
    expect((ledger as unknown as Own).vacuum()).toBe('vacuumed');
  });
});

describe('a ledger that shares the time of a call', () => {
  const lateBy = (env: { after(ms: number, run: () => void): unknown }, ms: number) => async () => {
    await new Promise<void>((resolve) => void env.after(ms, resolve));
    return undefined as never;
  };

  test('each answer takes from what is left, and the last is not asked for', async () => {
    const asked: string[] = [];
    const { env, shared, budget } = scene({
      call: (key) => {
        asked.push(key);
        return lateBy(env, 400)();
      },
    });
    for (const [key, ms, said] of [
      ['a', 400, 'undefined'],
      ['b', 400, 'undefined'],
      ['c', 200, 'the ledger took longer than 1000 ms (call)'],
      ['d', 0, 'the ledger took longer than 1000 ms (call)'],
    ] as const) {
      const ended = endOf(shared.call(key));
      await env.advance(ms);
      expect(await ended).toBe(said);
    }
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(budget.spent).toBe(true);
    budget.renew();
    const ended = endOf(shared.call('e'));
    await env.advance(400);
    expect(await ended).toBe('undefined');
    expect(env.waiting).toBe(0);
  });

  test('a clock that is set takes nothing', async () => {
    const { env, shared, budget } = scene({ call: () => lateBy(env, 999)() });
    const ended = endOf(shared.call('a'));
    Object.assign(env, { now: () => 0 });
    await env.advance(999);
    expect(await ended).toBe('undefined');
    expect(budget.spent).toBe(false);
  });

  test.each(['renew', 'free'] as const)('%s is done beside the call', async (name) => {
    const { env, shared, budget } = scene({ [name]: () => lateBy(env, 900)() });
    for (let times = 0; times < 3; times += 1) {
      const ended = endOf(shared[name]('n', 'o', 1));
      await env.advance(900);
      expect(await ended).toBe('undefined');
    }
    expect(budget.spent).toBe(false);
  });
});

describe('a limiter with a time to answer in', () => {
  test('one in memory answers at once, and not with a promise', () => {
    const budget = new Budget(1_000, virtualEnv());
    expect(timedLimiter(memoryLimiter(), 1_000, budget).take([])).toEqual({ ok: true });
  });

  test('one that hangs is left after half of the time: the ledger has the other', async () => {
    const env = virtualEnv();
    const budget = new Budget(1_000, env);
    const limiter = timedLimiter(
      { name: 'hung', take: () => never, peek: () => never, hold: () => never, free: () => never },
      1_000,
      budget,
    );
    const place = { key: 'k', owner: 'o' };
    const questions = [
      () => limiter.take([]),
      () => limiter.peek([]),
      () => limiter.hold(place, 1, 1),
      () => limiter.free(place),
    ];
    for (const question of questions) {
      budget.renew();
      const ended = endOf(Promise.resolve<unknown>(question()));
      await env.advance(500);
      expect(await ended).toBe('the limiter took longer than 500 ms');
      expect([budget.spent, env.waiting]).toEqual([false, 0]);
    }
  });
});
