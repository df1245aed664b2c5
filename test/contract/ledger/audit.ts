import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { LedgerUnderTest } from '../ledger.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function auditContract(it: () => LedgerUnderTest): void {
  describe('audit', () => {
    test('rows stand in the order appended, also of many appends at once', async () => {
      const { ledger } = it();
      const batches = Array.from({ length: 20 }, (_, n) => [
        `{"n":${2 * n}}`,
        `{"n":${2 * n + 1}}`,
      ]);
      await Promise.all(batches.map((batch) => ledger.append(batch)));
      await ledger.append([]);
      const rows = await ledger.audit();
      expect(rows.map(({ body }) => body)).toEqual(batches.flat());
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
      expect(new Set(rows.map(({ writer }) => writer)).size).toBe(1);
    });

    test('each row is chained to the one before', async () => {
      const { ledger, chained } = it();
      if (!chained) return;
      await ledger.append(['{"a":1}', '{"b":"ü😀"}']);
      await ledger.append(['{"c":"\\ud800"}']);
      let prev = '0'.repeat(64);
      for (const row of await ledger.audit()) {
        expect(row.prev).toBe(prev);
        expect(row.hash).toBe(sha256(prev + row.body));
        prev = row.hash;
      }
      expect(await ledger.heads()).toEqual([expect.objectContaining({ seq: 3, hash: prev })]);
    });

    test('a query pages through one writer', async () => {
      const { ledger } = it();
      await ledger.append(Array.from({ length: 25 }, (_, n) => `{"n":${n}}`));
      const [{ writer } = { writer: '' }] = await ledger.heads();
      const page = await ledger.audit({ writer, after: 10, limit: 5 });
      expect(page.map(({ seq }) => seq)).toEqual([11, 12, 13, 14, 15]);
      expect(await ledger.audit({ writer, after: 25 })).toEqual([]);
      expect(await ledger.audit({ writer: 'nobody' })).toEqual([]);
    });

    test('a long batch is stored whole', async () => {
      const { ledger } = it();
      const bodies = Array.from({ length: 1500 }, (_, n) => `{"n":${n}}`);
      await ledger.append(bodies);
      const rows = await ledger.audit({ limit: 5000 });
      const events = rows.map(({ body }) => body).filter((body) => !body.includes('checkpoint'));
      expect(events).toEqual(bodies);
      expect(await ledger.audit()).toHaveLength(1000);
    });

    test('each connection is a writer of its own', async () => {
      const { ledger, other, chained } = it();
      if (!chained) return;
      await Promise.all([ledger.append(['{"a":1}']), other.append(['{"b":1}', '{"b":2}'])]);
      const heads = await ledger.heads();
      expect(heads.map(({ seq }) => seq).sort()).toEqual([1, 2]);
      expect(heads.map(({ writer }) => writer).sort()).toEqual(heads.map(({ writer }) => writer));
    });

    test('an empty log has no heads', async () => {
      expect(await it().ledger.heads()).toEqual([]);
      expect(await it().ledger.audit()).toEqual([]);
    });
  });
}
