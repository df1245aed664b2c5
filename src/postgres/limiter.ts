import { checkTimeout, withDeadline } from '../deadline.js';
import { systemEnv } from '../env.js';
import { StoreError } from '../error.js';
import type { Charge, Limiter, Taken } from '../limiter/limiter.js';
import { storeClock } from '../limiter/store-clock.js';
import { sha256 } from '../node/sha256.js';
import { again } from './again.js';
import { limiterSql, pruneSql } from './limiter-sql.js';

/** A statement as `pg` takes it. Without an answer after `query_timeout` ms, its connection is given up. */
interface Statement {
  text: string;
  values?: unknown[];
  query_timeout?: number;
}

/** What of a PostgreSQL client is used: a pool or a client of `pg` fits. */
export interface PostgresClient {
  query(statement: Statement): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A call that waits goes on after `timeoutMs`; a connection that is only slow is kept this many times as long. */
const PATIENCE = 4;

/** What `postgresLimiter` takes besides the client. */
export interface PostgresLimiterOptions {
  /** Names of its tables and functions begin with it; created where they are missing. Default `toolwright_limit`. */
  readonly table?: string;
  /** Longest wait for PostgreSQL, in ms, above 0; then the limit's `on_outage` decides. Default 500. */
  readonly timeoutMs?: number;
  /** How long a replayed call is recognised, in ms. Default 7 days. */
  readonly onceMs?: number;
  /** For tests: ms since 1970, in place of the server's clock. */
  readonly now?: () => number;
}

/**
 * Rate limits shared by all processes on one PostgreSQL (13 or later): one round trip a call, on the server's clock.
 * The client stays yours to configure and close. Throws `StoreError` when the server cannot answer in time; what it
 * comes to later charges nothing. A connection that gave no answer for four times `timeoutMs` is given up; so that a
 * pool gives up those that never come to be, give it a `connectionTimeoutMillis`.
 */
export function postgresLimiter(
  client: PostgresClient,
  options: PostgresLimiterOptions = {},
): Limiter & {
  /** Forgets what no longer matters; run it now and then. */ prune(): Promise<void>;
} {
  const { table = 'toolwright_limit', timeoutMs = 500, onceMs = 7 * 86_400_000, now } = options;
  checkTimeout('timeoutMs', timeoutMs);
  if (!/^\w+$/.test(table)) throw new TypeError(`not a table name: ${table}`);
  const ask = `SELECT * FROM ${table}_ask($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
  const hold = `SELECT ${table}_hold($1, $2, $3, $4, $5) AS held`;
  const { inTime, late } = asker(client, table, timeoutMs);
  const clock = storeClock(systemEnv);

  async function decide(
    mode: 'take' | 'peek',
    charges: readonly Charge[],
    once: string | null,
  ): Promise<Taken> {
    if (charges.length === 0) return OK;
    const column = (name: 'limit' | 'perMs' | 'burst' | 'cost') =>
      charges.map((each) => each[name]);
    const keys = charges.map((charge) => indexed(charge.key));
    const rates = [column('limit'), column('perMs'), column('burst'), column('cost')];
    const by = (now ? 0 : clock.in(timeoutMs)) || null;
    const told = await inTime(ask, [mode, keys, ...rates, once, onceMs, now?.() ?? null, by]);
    const { ok, refusing, wait_ms, now_ms } = told[0] as Answer;
    if (now_ms !== null) clock.heard(Number(now_ms));
    if (refusing < 0) throw late();
    return ok === true ? OK : { ok: false, index: refusing, retryAfterMs: Number(wait_ms) };
  }

  return {
    name: 'postgres',
    take: (charges, { once } = {}) =>
      decide('take', charges, once === undefined ? null : indexed(once)),
    peek: (charges) => decide('peek', charges, null),
    async hold({ key, owner }, most, ttlMs) {
      const [row] = await inTime(hold, [key, owner, most, ttlMs, now?.() ?? null]);
      return (row as { held: boolean }).held;
    },
    async free({ key, owner }) {
      await inTime(`DELETE FROM ${table}_places WHERE key = $1 AND owner = $2`, [key, owner]);
    },
    async prune() {
      for (const text of pruneSql(table)) await again(() => client.query({ text }));
    },
  };
}

/** An index of PostgreSQL takes some 2700 bytes, and what a model wrote may be part of a key. */
const LONGEST_KEY = 500;

/** No key is a digest by itself: each begins with a bracket. */
const indexed = (key: string): string => (key.length > LONGEST_KEY ? sha256(key) : key);

/** Asks once the tables are there, within the time; whatever goes wrong is a `StoreError`. */
function asker(client: PostgresClient, table: string, timeoutMs: number) {
  const late = () => new StoreError('limiter', `PostgreSQL did not answer within ${timeoutMs} ms`);
  const query_timeout = timeoutMs * PATIENCE;
  let ready: Promise<unknown> | undefined;

  async function query(text: string, values: unknown[]): Promise<readonly unknown[]> {
    ready ??= create(client, table, query_timeout);
    try {
      await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
    return (await again(() => client.query({ text, values, query_timeout }))).rows;
  }

  async function inTime(text: string, values: unknown[]): Promise<readonly unknown[]> {
    try {
      return await withDeadline(query(text, values), timeoutMs, systemEnv, late);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('limiter', 'PostgreSQL failed', { cause: error });
    }
  }

  return { inTime, late };
}

// Two processes that create the same function at once collide in the catalogue: the lock lets one go first. Statements
// sent together are one transaction, which a fault ends; one that was begun would stay, on a single connection.
const create = (client: PostgresClient, table: string, query_timeout: number): Promise<unknown> =>
  client.query({
    text: `SELECT pg_advisory_xact_lock(hashtextextended('${table}', 1)); ${limiterSql(table)}`,
    query_timeout,
  });

const OK: Taken = { ok: true };
/** A bigint is a text. */
interface Answer {
  readonly ok: boolean;
  readonly refusing: number;
  readonly wait_ms: string;
  readonly now_ms: string | null;
}
