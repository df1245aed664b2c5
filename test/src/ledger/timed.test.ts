import { describe, expect, test } from 'vitest';
import { memoryLedger, memoryLimiter, SetupError, StoreError } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { timedLedger } from '../../../src/ledger/timed.js';
import { timedLimiter } from '../../../src/limiter/timed.js';
import { virtualEnv } from '../../../src/testing/index.js';

const never = new Promise<never>(() => {});

function scene(change: Partial<Ledger> = {}) {
  const env = virtualEnv();
  return { env, ledger: timedLedger({ ...memoryLedger({ env }), ...change }, 1_000, env) };
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
    const ended = endOf(ledger.begin({} as never));
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
    const ledger = timedLedger(own as unknown as Ledger, 1_000, virtualEnv());
    expect(await ledger.call('k')).toBe('held');
    expect(ledger.name).toBe('own');
    expect((ledger as unknown as Own).vacuum()).toBe('vacuumed');
  });
});

describe('a limiter with a time to answer in', () => {
  test('one in memory answers at once, and not with a promise', () => {
    expect(timedLimiter(memoryLimiter(), 1_000, virtualEnv()).take([])).toEqual({ ok: true });
  });

  test('one that hangs is left after its time', async () => {
    const env = virtualEnv();
    const limiter = timedLimiter(
      { name: 'hung', take: () => never, peek: () => never },
      1_000,
      env,
    );
    const ended = [
      endOf(Promise.resolve(limiter.take([]))),
      endOf(Promise.resolve(limiter.peek([]))),
    ];
    await env.advance(1_000);
    expect(await Promise.all(ended)).toEqual(Array(2).fill('the limiter took longer than 1000 ms'));
  });
});
