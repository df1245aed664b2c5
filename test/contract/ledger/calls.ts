import { describe, expect, test } from 'vitest';
import type { StoredResult } from '../../../src/call.js';
import type { LedgerUnderTest } from '../ledger.js';
import { intent } from './samples.js';

const done: StoredResult = { status: 'completed', value: { id: 'm-1', odd: [null, 'ü', 1.5] } };
const failed: StoredResult = {
  status: 'failed',
  error: { code: 'outcome_unknown', message: 'Not known.', retry: 'never' },
};

export function callContract(it: () => LedgerUnderTest): void {
  describe('calls', () => {
    test('a call begins once, and the second gets the record', async () => {
      const { ledger, other } = it();
      expect(await ledger.begin(intent, 'try-1')).toEqual({ begun: true });
      const now = await ledger.now();
      expect(await other.begin({ ...intent, args: '{}' }, 'try-1')).toEqual({
        begun: false,
        record: { ...intent, state: 'begun', startedAt: now, result: null, alive: true },
      });
    });

    test('what was stored is what it was, whatever becomes of the objects', async () => {
      const { ledger } = it();
      const result = { status: 'completed', value: { id: 'm-1' } } as const;
      const change = (stored: unknown) => {
        (stored as { value: { id: string } }).value.id = 'changed';
      };
      const given = [structuredClone(result), structuredClone(result)] as const;
      const scope = { tenant: null, tool: 'send', key: 'k' };
      await ledger.begin(intent, 'try-1');
      await ledger.settle(intent.key, 'settled', given[0]);
      await ledger.claim(scope, { call: intent.key, args: '{}', leaseMs: 1000 });
      await ledger.complete(scope, intent.key, given[1], 1000);
      given.forEach(change);
      change((await ledger.call(intent.key))?.result);
      const kept = await ledger.idempotency(scope);
      change(kept.state === 'done' && kept.result);
      expect(await ledger.call(intent.key)).toMatchObject({ result });
      expect(await ledger.idempotency(scope)).toMatchObject({ result });
    });

    test('nobody, in no tenant, is kept as that', async () => {
      const nobody = { ...intent, tenant: null, caller: null };
      await it().ledger.begin(nobody, 'try-1');
      expect(await it().other.call('key-1')).toMatchObject({ tenant: null, caller: null });
      expect(await it().ledger.call('key-2')).toBeUndefined();
    });

    test('a result is stored once, and comes back as it was', async () => {
      const { ledger, other } = it();
      expect(await ledger.settle('key-1', 'settled', done)).toBe(false);
      await ledger.begin(intent, 'try-1');
      expect(await ledger.settle('key-1', 'settled', done)).toBe(true);
      expect(await other.settle('key-1', 'unknown', failed)).toBe(false);
      expect(await other.call('key-1')).toMatchObject({
        state: 'settled',
        result: done,
        alive: false,
      });
    });

    test('a record outlived by its timeout is dead, and one process takes it over', async () => {
      const { ledger, other, advance } = it();
      await ledger.begin(intent, 'try-1');
      expect(await other.retake('key-1', 'try-2')).toBe(false);
      await advance(999);
      expect(await ledger.call('key-1')).toMatchObject({ alive: true });
      await advance(1);
      expect(await ledger.call('key-1')).toMatchObject({ state: 'begun', alive: false });
      const taken = await Promise.all([
        ledger.retake('key-1', 'try-2'),
        other.retake('key-1', 'try-2'),
      ]);
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await ledger.call('key-1')).toMatchObject({ alive: true });
      await ledger.settle('key-1', 'settled', done);
      await advance(5000);
      expect(await ledger.retake('key-1', 'try-2')).toBe(false);
      expect(await ledger.retake('key-2', 'try-2')).toBe(false);
    });

    test('a try that is withdrawn began nothing, whichever comes first', async () => {
      const { ledger, other } = it();
      await ledger.begin(intent, 'try-1');
      await other.withdraw(intent, 'try-1');
      expect(await ledger.call('key-1')).toBeUndefined();
      expect(await ledger.retake('key-1', 'try-2')).toBe(false);
      expect(await ledger.settle('key-1', 'settled', done)).toBe(false);
      await ledger.withdraw(intent, 'try-11');
      for (const late of ['try-1', 'try-11'])
        await expect(other.begin(intent, late)).rejects.toMatchObject({ name: 'StoreError' });
      const changed = { ...intent, args: '[]', tool: 'other', run: 'run-9' };
      expect(await other.begin(changed, 'try-111')).toEqual({ begun: true });
      expect(await ledger.call('key-1')).toMatchObject({ ...changed, state: 'begun', alive: true });
      expect(await ledger.settle('key-1', 'settled', done)).toBe(true);
    });

    test('a try withdrawn before another began is withdrawn for good', async () => {
      const { ledger, other } = it();
      await ledger.begin(intent, 'try-2');
      await other.withdraw(intent, 'try-1');
      await other.withdraw(intent, 'try-2');
      await expect(other.begin(intent, 'try-1')).rejects.toThrow('withdrawn');
      expect(await ledger.call('key-1')).toBeUndefined();
    });

    test('what another try began, took over or settled is not withdrawn', async () => {
      const { ledger, other, advance } = it();
      await ledger.begin(intent, 'try-2');
      await other.withdraw(intent, 'try-1');
      expect(await ledger.call('key-1')).toMatchObject({ state: 'begun' });
      await advance(1000);
      expect(await other.retake('key-1', 'try-3')).toBe(true);
      await ledger.withdraw(intent, 'try-2');
      expect(await ledger.call('key-1')).toMatchObject({ state: 'begun', alive: true });
      await other.settle('key-1', 'unknown', failed);
      await other.withdraw(intent, 'try-3');
      expect(await ledger.call('key-1')).toMatchObject({ state: 'unknown', result: failed });
      expect(await ledger.begin(intent, 'try-1')).toMatchObject({ begun: false });
    });

    test('of 32 tries that overtake their withdrawals, none is left', async () => {
      const { ledger, other } = it();
      const tries = Array.from({ length: 32 }, (_, n) => `try-${n}`);
      await Promise.all(
        tries.flatMap((each, n) => [
          (n % 2 ? ledger : other).begin(intent, each).catch(() => {}),
          (n % 2 ? other : ledger).withdraw(intent, each),
        ]),
      );
      expect(await ledger.call('key-1')).toBeUndefined();
      expect(await ledger.begin(intent, 'another')).toEqual({ begun: true });
    });

    test('of 32 that begin at once, one begins', async () => {
      const { ledger, other } = it();
      const begun = await Promise.all(
        Array.from({ length: 32 }, (_, n) => (n % 2 ? ledger : other).begin(intent, `try-${n}`)),
      );
      expect(begun.filter((each) => each.begun)).toHaveLength(1);
    });
  });

  describe('idempotency', () => {
    const scope = { tenant: 'acme', tool: 'refund', key: '"r-1"' };
    const claim = { call: 'key-1', args: '{"amount":1}', leaseMs: 1000 };
    const rival = { ...claim, call: 'key-2' };
    const running = { state: 'running', call: 'key-1', args: claim.args };

    test('of 32 that claim at once, one claims and the others see it', async () => {
      const { ledger, other } = it();
      expect(await ledger.idempotency(scope)).toEqual({ state: 'free' });
      const claims = await Promise.all(
        Array.from({ length: 32 }, (_, n) =>
          (n % 2 ? ledger : other).claim(scope, { ...claim, call: `key-${n}` }),
        ),
      );
      const winners = claims.filter(({ claimed }) => claimed);
      expect(winners).toEqual([{ claimed: true, found: { state: 'free' } }]);
      for (const { claimed, found } of claims)
        if (!claimed) expect(found).toMatchObject({ state: 'running', args: claim.args });
    });

    test('the one who holds a claim may claim again', async () => {
      await it().ledger.claim(scope, claim);
      expect(await it().ledger.claim(scope, claim)).toEqual({
        claimed: true,
        found: { state: 'free' },
      });
      expect(await it().other.claim(scope, rival)).toEqual({ claimed: false, found: running });
    });

    test('a result is kept for its time and no longer', async () => {
      const { ledger, other, advance } = it();
      await ledger.claim(scope, claim);
      await ledger.complete(scope, 'key-1', done, 5000);
      await advance(4999);
      expect(await other.idempotency(scope)).toEqual({ ...running, state: 'done', result: done });
      expect(await other.claim(scope, claim)).toMatchObject({ claimed: false });
      await advance(1);
      expect(await other.idempotency(scope)).toEqual({ state: 'free' });
      expect(await other.claim(scope, rival)).toEqual({ claimed: true, found: { state: 'free' } });
    });

    test('a claim that dies shows itself to its successor', async () => {
      const { ledger, other, advance } = it();
      await ledger.claim(scope, claim);
      await advance(1000);
      expect(await ledger.idempotency(scope)).toEqual({ state: 'free' });
      expect(await other.claim(scope, rival)).toEqual({ claimed: true, found: running });
      await ledger.complete(scope, 'key-1', done, 5000);
      await ledger.release(scope, 'key-1');
      expect(await ledger.idempotency(scope)).toMatchObject({ state: 'running', call: 'key-2' });
    });

    test('one that dies before it looked after its predecessor hands that one on', async () => {
      const { ledger, other, advance } = it();
      const wish = (call: string) => ({ ...claim, call });
      const seen = async (call: string, by = ledger) => {
        await advance(1000);
        return (await by.claim(scope, wish(call))).found;
      };
      await ledger.claim(scope, claim);
      await ledger.begin(intent, 'try-1');
      expect(await seen('key-2', other)).toEqual(running);
      expect(await seen('key-3')).toEqual(running);
      expect((await ledger.claim(scope, wish('key-3'))).found).toEqual(running);
      await ledger.begin({ ...intent, key: 'key-3' }, 'try-3');
      expect(await seen('key-4', other)).toEqual({ ...running, call: 'key-3' });
      await ledger.begin({ ...intent, key: 'key-4' }, 'try-4');
      await ledger.withdraw({ ...intent, key: 'key-4' }, 'try-4');
      expect(await seen('key-5')).toEqual({ ...running, call: 'key-3' });
      await ledger.complete(scope, 'key-5', done, 500);
      expect(await seen('key-6')).toEqual({ state: 'free' });
    });

    test('a claim given up is free; a finished one is not given up', async () => {
      const { ledger } = it();
      await ledger.claim(scope, claim);
      await ledger.release(scope, 'key-2');
      expect(await ledger.idempotency(scope)).toEqual(running);
      await ledger.release(scope, 'key-1');
      expect(await ledger.idempotency(scope)).toEqual({ state: 'free' });
      await ledger.claim(scope, claim);
      await ledger.complete(scope, 'key-1', done, 5000);
      await ledger.complete(scope, 'key-1', failed, 5000);
      await ledger.release(scope, 'key-1');
      expect(await ledger.idempotency(scope)).toMatchObject({ state: 'done', result: done });
    });

    test('scopes are apart, however alike, and a key may be long', async () => {
      const scopes = [
        scope,
        { ...scope, tenant: null },
        { ...scope, tenant: 'null' },
        { ...scope, tool: 'refund"' },
        { ...scope, key: 'r-1' },
        { ...scope, key: JSON.stringify('x'.repeat(50_000)) },
        { ...scope, key: JSON.stringify(`${'x'.repeat(49_999)}y`) },
      ];
      for (const each of scopes)
        expect((await it().ledger.claim(each, claim)).found).toEqual({ state: 'free' });
      for (const each of scopes) expect((await it().ledger.claim(each, rival)).claimed).toBe(false);
    });
  });
}
