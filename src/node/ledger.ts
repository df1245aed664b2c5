import { chmodSync, existsSync } from 'node:fs';
import type { Env } from '../env.js';
import { SetupError } from '../error.js';
import { AUDIT_PAGE } from '../ledger/ledger.js';
import { knownVersion } from '../ledger/sql/schema.js';
import {
  type Row,
  type Sql,
  type SqlLedger,
  type SqlLedgerOptions,
  type Statement,
  sqlLedger,
} from '../ledger/sql.js';
import { inPlace, type Place, placeOf } from './in-place.js';
import { patience } from './patience.js';
import { sha256 } from './sha256.js';
import { openSqlite, type Sqlite } from './sqlite.js';

/** What `sqliteLedger` takes; `sign` signs the checkpoints of its audit log. */
export interface SqliteLedgerOptions extends Pick<SqlLedgerOptions, 'sign'> {
  /**
   * What a record survives once its promise resolves: `disk` a power cut; `os` the end of the process, however it ends;
   * `none` that too, but a power cut may leave the file unreadable. Default `disk`.
   */
  readonly durability?: 'none' | 'os' | 'disk';
  /** Clock, timers and ids. Default: the system's. */
  readonly env?: Partial<Pick<Env, 'now' | 'id' | 'after'>>;
}

const synchronous = { none: 'OFF', os: 'NORMAL', disk: 'FULL' } as const;

/**
 * A ledger in a SQLite file, which any number of processes on one machine may share; the folder must exist, the file is
 * created for this user alone, and while it is not where it was opened nothing is answered. Throws `SetupError` where
 * the file is no database, or one of a newer toolwright.
 */
export function sqliteLedger(path: string, options: SqliteLedgerOptions = {}): SqlLedger {
  const { durability = 'disk', env = {}, sign } = options;
  const sql = inPlace(path, sqliteSql(openLedgerFile(path, durability)));
  return sqlLedger(sql, { name: 'sqlite', sha256, env, ...(sign && { sign }) });
}

/** The connection of a ledger, set up to keep its promises. */
export function openLedgerFile(path: string, durability: keyof typeof synchronous): Sqlite {
  try {
    const isNew = !existsSync(path);
    const sqlite = openSqlite(path);
    useWal(sqlite);
    if (isNew) keepPrivate(path);
    sqlite.all(`PRAGMA synchronous = ${synchronous[durability]}`);
    refuseOtherFile(sqlite);
    // SQLite waits by holding up the whole process, and each of many that wait would in its turn.
    sqlite.all('PRAGMA busy_timeout = 0');
    const place = placeOf(path);
    return { ...sqlite, close: () => closeWhole(sqlite, place) };
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    const message = `${path} cannot be opened as a SQLite database. Does its folder exist, and may it be written?`;
    throw new SetupError('ledger_unreadable', message, { cause });
  }
}

/**
 * libsql leaves all that was stored in the log beside the file: whoever copied the file alone had an empty ledger. The
 * log beside a file that took the place of ours is that of others by now: what they stored would be moved into ours.
 */
function closeWhole(sqlite: Sqlite, place: () => Place): void {
  try {
    if (place() !== 'taken') sqlite.all('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // What cannot be moved now is read from the log.
  }
  sqlite.close();
}

/** Arguments stand in it as they run, `redact: true` or not: for this user alone, unless somebody lets others in. */
function keepPrivate(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    if (existsSync(file)) chmodSync(file, 0o600);
}

const WRITES = /^\s*(INSERT|UPDATE|DELETE|CREATE|ALTER)\b/;

export function sqliteSql(sqlite: Sqlite): Sql {
  const patiently = patience();
  return {
    dialect: 'sqlite',
    async query(text, values, long) {
      const rows = await patiently(() =>
        WRITES.test(text) ? transaction(sqlite, [text, values]) : sqlite.all(text, values),
      );
      // SQLite answers at once: without a turn for them, timers and sockets wait until all of a long work is done.
      if (long || rows.length >= AUDIT_PAGE) await turn();
      return rows;
    },
    together: (...statements) => patiently(() => transaction(sqlite, ...statements)),
    close: async () => sqlite.close(),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Begun, ended and over in one turn: no other statement of this process comes between. That another process is writing
 * is found by the beginning, which leaves nothing behind. A prepared statement that found it stayed at work in libsql:
 * what other statements stored meanwhile was not committed, and rolled back with it.
 */
function transaction(sqlite: Sqlite, first: Statement, ...others: Statement[]): Row[] {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const rows = sqlite.all(...first);
    if (rows.length > 0) for (const other of others) sqlite.all(...other);
    sqlite.exec('COMMIT');
    return rows;
  } catch (error) {
    rollBack(sqlite);
    throw error;
  }
}

/** A full disk ends the transaction by itself: that none is left to end must not be what is told of it. */
function rollBack(sqlite: Sqlite): void {
  try {
    sqlite.exec('ROLLBACK');
  } catch {}
}

/** Readers and a writer then do not wait for each other. Changing over needs the file for itself for a moment. */
function useWal(sqlite: Sqlite, tries = 100): void {
  try {
    sqlite.all('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (tries === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    useWal(sqlite, tries - 1);
  }
}

function refuseOtherFile(sqlite: Sqlite): void {
  const [table] = sqlite.all(`SELECT name FROM sqlite_master WHERE name = 'tw_meta'`);
  if (!table) return;
  const [row] = sqlite.all(`SELECT value FROM tw_meta WHERE name = 'version'`);
  if (row) knownVersion(row.value);
}
