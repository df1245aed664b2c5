import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../src/ledger/ledger.js';
import type { LedgerUnderTest } from '../ledger.js';

const first: RunRecord = {
  id: 'run-1',
  tenant: 'acme',
  caller: null,
  version: 1,
  status: 'running',
  state: { messages: [{ role: 'user', content: '\u0000\u2028"' }] },
};

export function runContract(it: () => LedgerUnderTest): void {
  describe('runs', () => {
    test('a run comes back as it was saved', async () => {
      const { ledger, other } = it();
      expect(await ledger.run('run-1')).toBeUndefined();
      expect(await ledger.saveRun(first)).toBe(true);
      expect(await other.run('run-1')).toEqual(first);
    });

    test('only the copy read last is saved', async () => {
      const { ledger, other } = it();
      expect(await ledger.saveRun({ ...first, version: 2 })).toBe(false);
      await ledger.saveRun(first);
      expect(await other.saveRun(first)).toBe(false);
      const saves = await Promise.all([
        ledger.saveRun({ ...first, version: 2, status: 'pending' }),
        other.saveRun({ ...first, version: 2, status: 'stopped' }),
      ]);
      expect(saves.filter(Boolean)).toHaveLength(1);
      expect(await ledger.saveRun({ ...first, version: 4 })).toBe(false);
      expect(await other.run('run-1')).toMatchObject({ version: 2 });
    });
  });
}
