import { type Env, systemEnv } from '../env.js';
import type { Sha256, Signature, Signer } from './chain.js';
import type { Ledger } from './ledger.js';
import { sqlApprovals } from './sql/approvals.js';
import { sqlAuditReader } from './sql/audit.js';
import { sqlCalls } from './sql/calls.js';
import { sqlGrants } from './sql/grants.js';
import { sqlIdempotency } from './sql/idempotency.js';
import { sqlLeases } from './sql/leases.js';
import { type Prune, prune } from './sql/prune.js';
import { number } from './sql/row.js';
import { sqlRuns } from './sql/runs.js';
import { type Sql, statements } from './sql/statement.js';
import { auditWriter } from './sql/writer.js';

export type { Signer } from './chain.js';
export type { Pruned } from './sql/prune.js';
export {
  type Dialect,
  type Row,
  type Sql,
  type SqlValue,
  type Statement,
  statements,
} from './sql/statement.js';

export interface SqlLedgerOptions {
  readonly name: string;
  /** SHA-256 of the text's UTF-8 bytes, in lower-case hex. */
  readonly sha256: Sha256;
  /** Ids, timers, and the clock where the database has none of its own (SQLite). Default: the system's. */
  readonly env?: Partial<Pick<Env, 'now' | 'id' | 'after'>>;
  /** Signs the audit log's checkpoints. */
  readonly sign?: Signer;
}

/** A ledger that can forget what is old. */
export type SqlLedger = Ledger & Prune;

/**
 * A ledger over one SQL connection. Every change is one conditional statement that commits by itself, so a process that
 * dies leaves nothing half done and any number of processes may share the database.
 */
export function sqlLedger(sql: Sql, options: SqlLedgerOptions): SqlLedger {
  const { name, sha256, sign } = options;
  const env = { ...systemEnv, ...options.env };
  const query = statements(sql, env);
  const writer = auditWriter(query, { sha256, env, ...(sign && { sign }) });
  const now = async () => number((await query('SELECT :now AS now'))[0] ?? {}, 'now');
  const leases = sqlLeases(query, sha256);
  const trust = sign?.verify && {
    trusted: (text: string, signature: Signature) => sign.verify?.(text, signature) === true,
  };
  return {
    name,
    now,
    ...sqlCalls(query),
    ...sqlIdempotency(query, sha256),
    ...leases,
    ...sqlApprovals(query, sha256, writer),
    ...sqlGrants(query),
    ...sqlRuns(query),
    ...sqlAuditReader(query),
    append: writer.append,
    ...prune(query, { ...leases, ...trust, ...writer, sha256, env, now }),
    async close() {
      try {
        await writer.close();
      } finally {
        await sql.close();
      }
    },
  };
}
