import { describe, expect, test } from 'vitest';
import type { LedgerUnderTest } from '../ledger.js';

export function leaseContract(it: () => LedgerUnderTest): void {
  describe('leases', () => {
    test('one holds it, and the fence grows with every holder', async () => {
      const { ledger, other, advance } = it();
      expect(await ledger.acquire('order', 'a', 1000)).toEqual({ fence: 1 });
      expect(await other.acquire('order', 'b', 1000)).toBeUndefined();
      expect(await ledger.acquire('order', 'a', 1000)).toBeUndefined();
      await ledger.free('order', 'a');
      expect(await other.acquire('order', 'b', 1000)).toEqual({ fence: 2 });
      await advance(1000);
      expect(await ledger.acquire('order', 'c', 1000)).toEqual({ fence: 3 });
      expect(await ledger.acquire('another', 'c', 1000)).toEqual({ fence: 1 });
    });

    test('renewed in time it goes on; too late it is lost', async () => {
      const { ledger, other, advance } = it();
      await ledger.acquire('order', 'a', 1000);
      await advance(900);
      expect(await ledger.renew('order', 'a', 1000)).toBe(true);
      await advance(900);
      expect(await other.acquire('order', 'b', 1000)).toBeUndefined();
      await advance(100);
      expect(await ledger.renew('order', 'a', 1000)).toBe(false);
      expect(await other.acquire('order', 'b', 1000)).toEqual({ fence: 2 });
      expect(await ledger.renew('order', 'a', 1000)).toBe(false);
    });

    test('only the holder frees it', async () => {
      const { ledger, other } = it();
      await ledger.acquire('order', 'a', 1000);
      await other.free('order', 'b');
      expect(await other.renew('order', 'b', 1000)).toBe(false);
      expect(await other.acquire('order', 'b', 1000)).toBeUndefined();
    });

    test('of 32 that want it at once, one gets it', async () => {
      const { ledger, other } = it();
      const got = await Promise.all(
        Array.from({ length: 32 }, (_, n) => (n % 2 ? ledger : other).acquire('o', `${n}`, 1000)),
      );
      expect(got.filter(Boolean)).toEqual([{ fence: 1 }]);
    });
  });
}
