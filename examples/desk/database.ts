import { createRequire } from 'node:module';

export type Value = string | number | null;

/** What node:sqlite and libsql have in common, as far as the desk needs it. */
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): { all(...values: Value[]): unknown[] };
  close(): unknown;
}

/** The desk's own database: one SQLite file. Statements are synchronous, as SQLite is. */
export interface Database {
  exec(sql: string): void;
  /** The rows of a query. `Row` is what the query selects: it is believed, as SQL is in any program. */
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** The first row. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined;
  /** Everything `work` writes, or nothing of it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export function openDatabase(file: string): Database {
  const connection = connect(file);
  connection.exec(
    'PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON',
  );
  const all = <Row>(sql: string, ...values: Value[]) =>
    connection.prepare(sql).all(...values) as Row[];
  const transaction = <T>(work: () => T): T => {
    connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    exec: (sql) => void connection.exec(sql),
    all,
    get: <Row>(sql: string, ...values: Value[]) => all<Row>(sql, ...values)[0],
    transaction,
    close: () => void connection.close(),
  };
}

/** Node's own SQLite where there is one, else the package libsql. */
function connect(file: string): Connection {
  const require = createRequire(import.meta.url);
  const own = process.getBuiltinModule?.('node:sqlite' as 'node:fs') as unknown as
    | { DatabaseSync: new (file: string) => Connection }
    | undefined;
  if (own) return new own.DatabaseSync(file);
  const Libsql = require('libsql') as new (file: string) => Connection;
  return new Libsql(file);
}
