import { existsSync } from 'node:fs';
import { systemEnv } from '../env.js';
import { SetupError } from '../error.js';
import type { Ledger } from '../ledger/ledger.js';
import { sqlAuditReader } from '../ledger/sql/audit.js';
import { type Sql, statements } from '../ledger/sql.js';
import { sqliteSql } from './ledger.js';
import { openSqlite } from './sqlite.js';

export interface AuditReader extends Pick<Ledger, 'audit' | 'heads'> {
  /** From now on every answer is of one and the same moment. */
  freeze(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an audit log for reading alone: a SQLite file, also while a service writes it, or a `postgres://` address, for
 * which the package `pg` must be installed. Throws `SetupError` (`audit_unreadable`) where there is no audit log.
 */
export async function readAudit(database: string): Promise<AuditReader> {
  // An address may hold a password.
  const shown = isPostgres(database) ? 'The database' : database;
  try {
    const sql = isPostgres(database) ? await postgres(database) : sqlite(database);
    const query = statements({ ...sql, readOnly: true }, systemEnv);
    const reader = sqlAuditReader(query);
    await opened(reader, sql, shown);
    const begin =
      sql.dialect === 'sqlite' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
    const freeze = async () => void (await sql.query(begin, []));
    return { ...reader, freeze, close: sql.close };
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    throw unreadable(shown, 'cannot be read', cause);
  }
}

export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

const unreadable = (shown: string, why: string, cause?: unknown) =>
  new SetupError('audit_unreadable', `${shown} ${why}.`, { cause });

async function opened(reader: Pick<Ledger, 'heads'>, sql: Sql, shown: string): Promise<void> {
  try {
    await reader.heads();
  } catch (cause) {
    await sql.close();
    throw unreadable(shown, 'cannot be read, or holds no audit log', cause);
  }
}

function sqlite(path: string): Sql {
  if (!existsSync(path)) throw unreadable(path, 'does not exist');
  return sqliteSql(openSqlite(path, 'read'));
}

async function postgres(address: string): Promise<Sql> {
  const { default: pg } = await import('pg').catch((cause) => {
    const message = 'To read a PostgreSQL database, run `npm install pg`.';
    throw new SetupError('pg_missing', message, { cause });
  });
  const client = new pg.Client({ connectionString: address });
  // What is lost while nobody asks is told by the next question.
  client.on('error', () => {});
  await client.connect();
  const query: Sql['query'] = async (text, values) => (await client.query(text, [...values])).rows;
  return { dialect: 'postgres', query, close: () => client.end() };
}
