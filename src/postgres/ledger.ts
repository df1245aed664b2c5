import { checkTimeout } from '../deadline.js';
import { type Env, systemEnv } from '../env.js';
import { postgresNow } from '../ledger/sql/statement.js';
import { type SqlLedger, type SqlLedgerOptions, sqlLedger } from '../ledger/sql.js';
import { sha256 } from '../node/sha256.js';
import { again } from './again.js';
import type { PostgresClient } from './limiter.js';

/** What `postgresLedger` takes besides the client; `sign` signs the checkpoints of its audit log. */
export interface PostgresLedgerOptions extends Pick<SqlLedgerOptions, 'sign'> {
  /**
   * After how many ms the connection of a statement without an answer is given up, so that a dead one does not hold a
   * place in the pool for ever. Default 10 000: the calls that wait have long been refused (`storeTimeoutMs`).
   */
  readonly timeoutMs?: number;
  /** For tests: ms since 1970, in place of the server's clock. */
  readonly now?: () => number;
  /** Ids. Default: the system's. */
  readonly env?: Pick<Env, 'id'>;
}

/**
 * A ledger in PostgreSQL (13 or later), for any number of processes on any number of machines, on the server's clock.
 * Its tables (`tw_…`) are created in the first schema of the connection's `search_path`. A record is as durable as the
 * connection's `synchronous_commit`. The client stays yours to configure and to close, after the ledger; a pool goes on
 * after a lost connection, and needs an `error` listener for those that are lost while idle, and a
 * `connectionTimeoutMillis` for those that never come to be. A `statement_timeout` of the server's own ends what goes
 * on there after its client is gone.
 */
export function postgresLedger(
  client: PostgresClient,
  { timeoutMs = 10_000, now, env = systemEnv, sign }: PostgresLedgerOptions = {},
): SqlLedger {
  checkTimeout('timeoutMs', timeoutMs);
  const clock = now ?? systemEnv.now;
  const told = (text: string) =>
    now ? text.replaceAll(postgresNow, () => `(${now()}::bigint)`) : text;
  const sql = {
    dialect: 'postgres',
    async query(text: string, values: readonly unknown[], long?: boolean) {
      const timed = long ? {} : { query_timeout: timeoutMs };
      const statement = { text: told(text), values: [...values], ...timed };
      const { rows } = await again(() => client.query(statement));
      return rows as Record<string, unknown>[];
    },
    close: async () => {},
  } as const;
  const options = { name: 'postgres', sha256, env: { now: clock, id: () => env.id() } };
  return sqlLedger(sql, { ...options, ...(sign && { sign }) });
}
