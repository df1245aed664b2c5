import { existsSync } from 'node:fs';
import { systemEnv } from '../env.js';
import { SetupError } from '../error.js';
import type { Head } from '../ledger/chain.js';
import { AUDIT_PAGE, type AuditRow, type Ledger } from '../ledger/ledger.js';
import { sqlAuditReader } from '../ledger/sql/audit.js';
import { statements } from '../ledger/sql.js';
import { type AuditReport, verify } from '../ledger/verify.js';
import { sha256, sqliteSql } from './ledger.js';
import { openSqlite } from './sqlite.js';

type AuditLog = Pick<Ledger, 'audit' | 'heads'>;

/**
 * Checks the chains of an audit log: of a ledger, or of a SQLite file, which is opened for reading alone. `known` are
 * heads from an earlier report. Throws `SetupError` (`audit_unreadable`) where the file holds no audit log.
 */
export async function verifyAudit(
  log: string | AuditLog,
  known: readonly Head[] = [],
): Promise<AuditReport> {
  if (typeof log !== 'string') return verify(() => rowsOf(log), sha256, known);
  const sqlite = openLog(log);
  try {
    const sql = { ...sqliteSql(sqlite), readOnly: true };
    const reader = sqlAuditReader(statements(sql, systemEnv));
    return await verify(() => rowsOf(reader), sha256, known);
  } finally {
    sqlite.close();
  }
}

/** Page by page, writer by writer: a log may be larger than memory. */
async function* rowsOf(log: AuditLog): AsyncGenerator<AuditRow> {
  for (const { writer } of await log.heads()) {
    let after = 0;
    for (;;) {
      const page = await log.audit({ writer, after });
      yield* page;
      if (page.length < AUDIT_PAGE) break;
      after = page.at(-1)?.seq ?? after;
    }
  }
}

function openLog(path: string): ReturnType<typeof openSqlite> {
  const unreadable = (why: string, cause?: unknown) =>
    new SetupError('audit_unreadable', `${path} ${why}.`, { cause });
  if (!existsSync(path)) throw unreadable('does not exist');
  try {
    const sqlite = openSqlite(path, 'read');
    const tables = sqlite.all(`SELECT name FROM sqlite_master WHERE name = 'tw_audit'`);
    if (tables.length > 0) return sqlite;
    sqlite.close();
  } catch (cause) {
    throw unreadable('cannot be read as a SQLite database', cause);
  }
  throw unreadable('holds no audit log');
}
