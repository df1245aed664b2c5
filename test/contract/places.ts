import { describe, expect, test } from 'vitest';
import type { LimiterUnderTest } from './limiter.js';

export function placesContract(it: () => LimiterUnderTest): void {
  const hold = async (key: string, owner: string, most = 2, ttlMs = 1000) =>
    await it().limiter.hold({ key, owner }, most, ttlMs);
  const free = async (key: string, owner: string) => await it().limiter.free({ key, owner });

  describe('places', () => {
    test('as many as there are, and one that is given back is the next one’s', async () => {
      expect(await hold('tool', 'a')).toBe(true);
      expect(await hold('tool', 'b')).toBe(true);
      expect(await hold('tool', 'c')).toBe(false);
      await free('tool', 'a');
      expect(await hold('tool', 'c')).toBe(true);
      expect(await hold('tool', 'd')).toBe(false);
      expect(await hold('["tool"]', 'd')).toBe(true);
    });

    test('to the millisecond, a place is free when its time is over', async () => {
      await hold('tool', 'a', 1);
      await it().advance(999);
      expect(await hold('tool', 'b', 1)).toBe(false);
      await it().advance(1);
      expect(await hold('tool', 'b', 1)).toBe(true);
      expect(await hold('tool', 'a', 1)).toBe(false);
    });

    test('renewed it lasts longer, and takes no second place', async () => {
      await hold('tool', 'a');
      await hold('tool', 'b', 2, 5000);
      for (let n = 0; n < 3; n += 1) {
        await it().advance(900);
        expect(await hold('tool', 'a')).toBe(true);
      }
      expect(await hold('tool', 'c')).toBe(false);
      await it().advance(1000);
      expect(await hold('tool', 'c')).toBe(true);
      expect(await hold('tool', 'd')).toBe(false);
    });

    test('only an owner gives a place back, and once', async () => {
      await hold('tool', 'a', 1);
      await free('tool', 'b');
      await free('another', 'a');
      expect(await hold('tool', 'b', 1)).toBe(false);
      await free('tool', 'a');
      await free('tool', 'a');
      expect(await hold('tool', 'b', 1)).toBe(true);
      expect(await hold('tool', 'c', 1)).toBe(false);
    });

    test('where fewer are left than are held, none is given until enough came back', async () => {
      for (const owner of ['a', 'b', 'c']) await hold('tool', owner, 3);
      expect(await hold('tool', 'd', 2)).toBe(false);
      await free('tool', 'a');
      expect(await hold('tool', 'd', 2)).toBe(false);
      expect(await hold('tool', 'b', 2)).toBe(true);
      await free('tool', 'b');
      expect(await hold('tool', 'd', 2)).toBe(true);
    });

    test('of 32 that want one at once, as many get it as there are', async () => {
      const got = await Promise.all(Array.from({ length: 32 }, (_, n) => hold('tool', `${n}`, 5)));
      expect(got.filter(Boolean)).toHaveLength(5);
    });
  });
}
