import { type Env, systemEnv } from '../env.js';
import type { Ledger } from './ledger.js';
import { memoryApprovals } from './memory/approvals.js';
import { memoryAudit } from './memory/audit.js';
import { memoryCalls } from './memory/calls.js';
import { memoryGrants } from './memory/grants.js';
import { memoryIdempotency } from './memory/idempotency.js';
import { memoryLeases } from './memory/leases.js';
import { memoryRuns } from './memory/runs.js';

export interface MemoryLedgerOptions {
  /** The clock. Default: the system's. */
  readonly env?: Pick<Env, 'now'>;
}

/**
 * A ledger that dies with its process, for tests and trials: nothing is durable, nothing is ever forgotten, and audit
 * rows carry no hashes.
 */
export function memoryLedger({ env = systemEnv }: MemoryLedgerOptions = {}): Ledger {
  const now = () => env.now();
  const audit = memoryAudit();
  const { give, ...grants } = memoryGrants(now);
  const { began, ...calls } = memoryCalls(now);
  return {
    name: 'memory',
    now: async () => now(),
    ...calls,
    ...memoryIdempotency(now, began),
    ...memoryLeases(now),
    ...memoryApprovals(now, audit.append, give),
    ...grants,
    ...memoryRuns(),
    ...audit,
    close: async () => {},
  };
}
