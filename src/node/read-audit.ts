import { accessSync, constants, existsSync } from 'node:fs';
import { systemEnv } from '../env.js';
import { SetupError } from '../error.js';
import type { Ledger } from '../ledger/ledger.js';
import { sqlAuditReader } from '../ledger/sql/audit.js';
import { knownVersion } from '../ledger/sql/schema.js';
import { type Sql, statements } from '../ledger/sql.js';
import { sqliteSql } from './ledger.js';
import { openSqlite } from './sqlite.js';
import { isAddress, isPostgres, shownDatabase, unreadable } from './unreadable.js';

/** An audit log, opened for reading alone. */
export interface AuditReader extends Pick<Ledger, 'audit' | 'heads'> {
  /** From now on every answer is of one and the same moment. */
  freeze(): Promise<void>;
  close(): Promise<void>;
}

/** How long a server may take to accept a connection. */
const CONNECT_MS = 10_000;

/**
 * Opens an audit log for reading alone: a SQLite file, also while a service writes it, or a `postgres://` address, for
 * which the package `pg` must be installed. Throws `SetupError`: `audit_unreadable` where there is no audit log or it
 * cannot be read any more, `ledger_too_new`, `pg_missing`.
 */
export async function readAudit(database: string): Promise<AuditReader> {
  const said = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
    answer.catch((cause) => {
      throw unreadable(database, cause);
    });
  const sql = await said(open(database));
  const query = statements({ ...sql, readOnly: true }, systemEnv);
  const { audit, heads } = sqlAuditReader(query);
  const usable = async () => {
    const [row] = await query(`SELECT value FROM tw_meta WHERE name = 'version'`);
    if (row) knownVersion(row.value);
    await heads();
  };
  await said(usable()).catch(async (problem) => {
    await sql.close();
    throw problem;
  });
  const begin =
    sql.dialect === 'sqlite' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
  return {
    audit: (asked) => said(audit(asked)),
    heads: () => said(heads()),
    freeze: async () => void (await said(sql.query(begin, []))),
    close: sql.close,
  };
}

async function open(database: string): Promise<Sql> {
  if (isPostgres(database)) return postgres(database);
  if (isAddress(database))
    throw problem(`${shownDatabase(database)} is neither a SQLite file nor a postgres:// address.`);
  if (!existsSync(database)) throw problem(`${database} does not exist.`);
  if (!mayRead(database))
    throw problem(
      `${database} may not be read by this user. A ledger is for the user whose service made it: ` +
        'read it as that one, or let others in (chmod).',
    );
  return sqliteSql(openSqlite(database, 'read'));
}

/** SQLite does not tell it from other reasons. */
function mayRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const problem = (message: string) => new SetupError('audit_unreadable', message);

/** In a `try`, so that webpack takes it for a package that may be missing. */
async function loadPg() {
  try {
    return await import('pg');
  } catch (cause) {
    const message = 'To read a PostgreSQL database, run `npm install pg`.';
    throw new SetupError('pg_missing', message, { cause });
  }
}

async function postgres(address: string): Promise<Sql> {
  const { default: pg } = await loadPg();
  const client = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: CONNECT_MS,
  });
  // What is lost while nobody asks is told by the next question.
  client.on('error', () => {});
  await client.connect();
  const query: Sql['query'] = async (text, values) => (await client.query(text, [...values])).rows;
  return { dialect: 'postgres', query, close: () => client.end() };
}
