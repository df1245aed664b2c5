import { afterEach, beforeEach } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { approvalContract } from './ledger/approvals.js';
import { auditContract } from './ledger/audit.js';
import { callContract } from './ledger/calls.js';
import { leaseContract } from './ledger/leases.js';
import { runContract } from './ledger/runs.js';

export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** Another connection to the same data, as another process has it; the same ledger where there is none. */
  readonly other: Ledger;
  /** Lets time pass on the store's clock. */
  advance(ms: number): Promise<void>;
  /** Whether audit rows carry hashes. */
  readonly chained: boolean;
  close(): Promise<void>;
}

/** What every ledger promises. `open` gives a fresh, empty one. */
export function ledgerContract(open: () => Promise<LedgerUnderTest>): void {
  let current: LedgerUnderTest;
  beforeEach(async () => {
    current = await open();
  });
  afterEach(() => current.close());
  const it = () => current;
  callContract(it);
  leaseContract(it);
  approvalContract(it);
  runContract(it);
  auditContract(it);
}
