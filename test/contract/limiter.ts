import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Charge, Limiter } from '../../src/limiter/limiter.js';
import { random } from '../proofs/random.js';
import { placesContract } from './places.js';

export interface LimiterUnderTest {
  readonly limiter: Limiter;
  /** Lets time pass on the store's clock. */
  advance(ms: number): Promise<void>;
  close?(): Promise<void>;
}

const charge = (key: string, change: Partial<Charge> = {}): Charge => ({
  key,
  limit: 3,
  perMs: 60_000,
  burst: change.limit ?? 3,
  cost: 1,
  ...change,
});

/** 20 000 characters that no store can squeeze. */
function longText(): string {
  const choose = random(20);
  return Array.from({ length: 20_000 }, () => choose.pick([...'abcdefghijklmnopqrstuvwxyz'])).join(
    '',
  );
}

/**
 * What every limiter promises. `open` gives a fresh, empty one.
 *
 * Row 19 of the requirements: "allowed ≤ L in every sliding window (GCRA burst stated), overshoot 0; undershoot ≤ 1 %":
 * here there is none. Row 20: "several limits all-or-none: property test: no limiter state change on deny"; that calls
 * denied for another reason cost nothing: test/proofs/limits/denied.test.ts.
 */
export function limiterContract(open: () => Promise<LimiterUnderTest>): void {
  let it: LimiterUnderTest;
  beforeEach(async () => {
    it = await open();
  });
  afterEach(async () => {
    await it.close?.();
  });
  placesContract(() => it);
  const take = async (charges: readonly Charge[], once?: string) =>
    await it.limiter.take(charges, once === undefined ? {} : { once });
  const burst = async (each: Charge, times: number) => {
    const taken = [];
    for (let n = 0; n < times; n += 1) taken.push((await take([each])).ok);
    return taken;
  };

  test('a burst, then no more', async () => {
    expect(await burst(charge('a'), 5)).toEqual([true, true, true, false, false]);
  });

  test('the wait is right to the millisecond', async () => {
    await burst(charge('a'), 3);
    const refused = await take([charge('a')]);
    expect(refused).toMatchObject({ ok: false, index: 0 });
    if (refused.ok) return;
    await it.advance(refused.retryAfterMs - 1);
    expect(await take([charge('a')])).toEqual({ ok: false, index: 0, retryAfterMs: 1 });
    await it.advance(1);
    expect((await take([charge('a')])).ok).toBe(true);
  });

  test('a rate that divides no millisecond does not drift', async () => {
    const odd = charge('a', { limit: 7, perMs: 1000, burst: 1 });
    let waited = 0;
    expect((await take([odd])).ok).toBe(true);
    for (let n = 0; n < 70; n += 1) {
      const refused = await take([odd]);
      if (refused.ok) throw new Error('passed too soon');
      await it.advance(refused.retryAfterMs);
      waited += refused.retryAfterMs;
      expect((await take([odd])).ok).toBe(true);
    }
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThanOrEqual(10_070);
  });

  test('burst is below or above the limit, and cost weighs', async () => {
    expect(await burst(charge('small', { limit: 20, burst: 2 }), 3)).toEqual([true, true, false]);
    expect(await burst(charge('heavy', { limit: 6, burst: 6, cost: 3 }), 3)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('all or nothing: a refused call charges nothing, and the longest wait is told', async () => {
    const wide = charge('wide', { limit: 100 });
    const slow = charge('slow', { limit: 1, perMs: 600_000 });
    expect((await take([wide, slow])).ok).toBe(true);
    for (let n = 0; n < 200; n += 1)
      expect(await take([wide, slow])).toEqual({ ok: false, index: 1, retryAfterMs: 600_000 });
    expect(await burst(wide, 100)).toEqual([...Array(99).fill(true), false]);
    expect(await take([wide, slow])).toEqual({ ok: false, index: 1, retryAfterMs: 600_000 });
  });

  test('a property: whatever several limits refuse leaves each of them as it was', async () => {
    let run = 0;
    let refusals = 0;
    const limits = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        cost: fc.integer({ min: 1, max: 3 }),
        ...{ limit: fc.constant(4), perMs: fc.constant(60_000), burst: fc.constant(4) },
      }),
      { minLength: 1, maxLength: 3 },
    );
    const scenario = fc.asyncProperty(
      fc.array(limits, { minLength: 4, maxLength: 9 }),
      async (calls) => {
        run += 1;
        const named = (key: string) => `run-${run}-${key}`;
        // What a charge of the whole burst has to wait for is how full the limit is, to the millisecond.
        const whole = ['a', 'b', 'c'].map((key) => charge(named(key), { limit: 4, cost: 4 }));
        const state = async () => {
          const told = [];
          for (const each of whole) told.push(await it.limiter.peek([each]));
          return told;
        };
        for (const [n, call] of calls.entries()) {
          await it.advance(7_000);
          const before = await state();
          const charges = call.map((each) => ({ ...each, key: named(each.key) }));
          if ((await take(charges, n % 2 ? `run-${run}-${n}` : undefined)).ok) continue;
          refusals += 1;
          expect(await state()).toEqual(before);
        }
      },
    );
    await fc.assert(scenario, { numRuns: 12, seed: 20 });
    expect(refusals).toBeGreaterThan(10);
  });

  test('one key named twice in a call is charged twice', async () => {
    expect((await take([charge('a'), charge('a')])).ok).toBe(true);
    expect((await take([charge('a'), charge('a')])).ok).toBe(false);
    expect((await take([charge('a')])).ok).toBe(true);
  });

  test('keys are apart, however alike', async () => {
    for (const key of ['["a","b"]', '["a,b"]', '["a"]', 'A', 'a', 'a ', 'a{b}', ''])
      expect(await burst(charge(key), 4)).toEqual([true, true, true, false]);
  });

  test('keys may be of any length, and differ in their last character alone', async () => {
    const long = (last: string) => `${longText()}${last}`;
    expect(await burst(charge(long('a')), 4)).toEqual([true, true, true, false]);
    expect(await burst(charge(long('b')), 4)).toEqual([true, true, true, false]);
    const once = long('once');
    for (let n = 0; n < 4; n += 1) expect(await take([charge('c')], once)).toEqual({ ok: true });
  });

  test('a large limit drains as a small one does', async () => {
    const large = charge('a', { limit: 100_000_000, perMs: 86_400_000, cost: 60_000_000 });
    expect(await burst(large, 2)).toEqual([true, false]);
    await it.advance(86_400_000);
    expect(await burst(large, 2)).toEqual([true, false]);
  });

  test('the largest limit that tools.yaml takes is counted', async () => {
    const perMs = 366 * 86_400_000;
    const largest = charge('a', { limit: 1_000_000_000, perMs, cost: 600_000_000 });
    expect((await take([largest])).ok).toBe(true);
    // Six tenths are in it, four may be: a fifth of the time.
    expect(await take([largest])).toEqual({ ok: false, index: 0, retryAfterMs: perMs / 5 });
    await it.advance(perMs / 5 - 1);
    expect(await take([largest])).toEqual({ ok: false, index: 0, retryAfterMs: 1 });
    await it.advance(1);
    expect((await take([largest])).ok).toBe(true);
  });

  test('a limit that is lowered is full at most: nobody waits for what the old one let through', async () => {
    const wide = charge('a', { limit: 1000, perMs: 86_400_000 });
    await burst(wide, 600);
    const narrow = charge('a', { limit: 10 });
    expect(await take([narrow])).toEqual({ ok: false, index: 0, retryAfterMs: 6_000 });
    await it.advance(6_000);
    expect(await burst(narrow, 2)).toEqual([true, false]);
    await it.advance(60_000);
    expect(await burst(narrow, 11)).toEqual([...Array(10).fill(true), false]);
  });

  test('`once` charges once, and not on a refusal', async () => {
    for (let n = 0; n < 5; n += 1) expect((await take([charge('a')], 'call-1')).ok).toBe(true);
    expect(await burst(charge('a'), 3)).toEqual([true, true, false]);
    expect((await take([charge('a')], 'call-2')).ok).toBe(false);
    await it.advance(20_000);
    expect((await take([charge('a')], 'call-2')).ok).toBe(true);
    expect((await take([charge('a')], 'call-2')).ok).toBe(true);
    expect((await take([charge('a')])).ok).toBe(false);
  });

  test('`peek` says what `take` would, and charges nothing', async () => {
    for (let n = 0; n < 9; n += 1) expect((await it.limiter.peek([charge('a')])).ok).toBe(true);
    await burst(charge('a'), 3);
    const peeked = await it.limiter.peek([charge('a')]);
    expect(peeked).toEqual(await take([charge('a')]));
    expect(peeked.ok).toBe(false);
  });

  test('no charges: no question', async () => {
    expect(await take([])).toEqual({ ok: true });
  });

  test('many at once never pass the limit', async () => {
    const one = charge('a', { limit: 10 });
    const taken = await Promise.all(Array.from({ length: 50 }, () => take([one])));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(10);
  });

  describe('against a count of what passed', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 400 }),
      cost: fc.integer({ min: 1, max: 3 }),
    });
    const rate = fc.record({
      limit: fc.integer({ min: 1, max: 9 }),
      perMs: fc.integer({ min: 1, max: 1000 }),
      burst: fc.integer({ min: 3, max: 9 }),
    });

    test('in every span at most burst + span × limit / per, and nothing is refused in vain', async () => {
      let run = 0;
      const scenario = fc.asyncProperty(
        rate,
        fc.array(step, { maxLength: 40 }),
        async (of, steps) => {
          run += 1;
          const passed: { at: number; cost: number }[] = [];
          let at = 0;
          for (const { waitMs, cost } of steps) {
            await it.advance(waitMs);
            at += waitMs;
            const { ok } = await take([charge(`run-${run}`, { ...of, cost })]);
            expect(ok).toBe(withinEverySpan([...passed, { at, cost }], of));
            if (ok) passed.push({ at, cost });
          }
        },
      );
      await fc.assert(scenario, { numRuns: 50, seed: 20260101 });
    });
  });
}

interface Rate {
  readonly limit: number;
  readonly perMs: number;
  readonly burst: number;
}

/** Brute force: every span that ends at the last charge holds at most `burst + span × limit / perMs`. */
function withinEverySpan(passed: readonly { at: number; cost: number }[], rate: Rate): boolean {
  const end = passed.at(-1)?.at ?? 0;
  let cost = 0;
  return passed.toReversed().every((each) => {
    cost += each.cost;
    return cost * rate.perMs <= rate.burst * rate.perMs + (end - each.at) * rate.limit;
  });
}
