import { byCodeUnit } from '../../json.js';
import { AUDIT_PAGE, type AuditRow, type Ledger } from '../ledger.js';
import { number, text } from './row.js';
import type { Query, Row, SqlValue, Statements } from './statement.js';

/** Node's own SQLite throws at an integer that is no safe one, which a forger may have written. */
const seqOf = (table: string) => `CAST(${table}.seq AS DOUBLE PRECISION) AS seq`;
const ROW = `writer, ${seqOf('tw_audit')}, prev, hash, body`;
const READ = `
  SELECT ${ROW} FROM tw_audit WHERE seq > :after
  ORDER BY position LIMIT :limit`;
const READ_WRITER = `
  SELECT ${ROW} FROM tw_audit WHERE writer = :writer AND seq > :after
  ORDER BY tw_audit.seq LIMIT :limit`;
/** Jumps from writer to writer through the index, and does not read the whole log. */
const HEADS = `
  WITH RECURSIVE writers (writer) AS (
    SELECT MIN(writer) FROM tw_audit
    UNION ALL
    SELECT (SELECT MIN(next.writer) FROM tw_audit next WHERE next.writer > writers.writer)
    FROM writers WHERE writers.writer IS NOT NULL)
  SELECT head.writer, ${seqOf('head')}, head.hash FROM writers JOIN tw_audit head
    ON head.writer = writers.writer
    AND head.seq = (SELECT MAX(own.seq) FROM tw_audit own WHERE own.writer = writers.writer)`;

const INSERT_ONE = `
  INSERT INTO tw_audit (writer, seq, prev, hash, body)
  SELECT CAST(:writer AS TEXT), CAST(:seq AS BIGINT), CAST(:prev AS TEXT), CAST(:hash AS TEXT),
    CAST(:body AS TEXT)`;

/** Statements as `Statements.all` takes them, and their parameters. */
export interface Change {
  readonly changes: readonly string[];
  readonly values: Readonly<Record<string, SqlValue>>;
}

export function sqlAuditReader(query: Query): Pick<Ledger, 'audit' | 'heads'> {
  return {
    async audit({ writer, after = 0, limit = AUDIT_PAGE } = {}) {
      const rows =
        writer === undefined
          ? await query(READ, { after, limit })
          : await query(READ_WRITER, { writer, after, limit });
      return rows.map(auditRow);
    },
    async heads() {
      const heads = (await query(HEADS)).map((row) => ({
        writer: told(row, 'writer'),
        seq: number(row, 'seq'),
        hash: told(row, 'hash'),
      }));
      return heads.sort((a, b) => byCodeUnit(a.writer, b.writer));
    },
  };
}

/** Stores rows in one statement: all of them or none. Those that are there, from a try without an answer, stay. */
export async function insertAudit(query: Query, rows: readonly AuditRow[]): Promise<void> {
  const values: Record<string, SqlValue> = {};
  const tuples = rows.map((row, index) => {
    const names = (['writer', 'seq', 'prev', 'hash', 'body'] as const).map((column) => {
      values[`${column}${index}`] = row[column];
      return `:${column}${index}`;
    });
    return `(${names.join(', ')})`;
  });
  const insert = `INSERT INTO tw_audit (writer, seq, prev, hash, body) VALUES ${tuples.join(', ')}`;
  await query(`${insert} ON CONFLICT (writer, seq) DO NOTHING`, values);
}

/** Stores a row if and only if the first of the changes gives one; all are stored, or none is. */
export const insertAuditWith = (
  query: Statements,
  { changes, values }: Change,
  row: AuditRow,
): Promise<readonly Row[]> => query.all([...changes, INSERT_ONE], { ...values, ...row });

const auditRow = (row: Row): AuditRow => ({
  writer: told(row, 'writer'),
  seq: number(row, 'seq'),
  prev: told(row, 'prev'),
  hash: told(row, 'hash'),
  body: told(row, 'body'),
});

/** Whoever changed a log in SQLite may have put anything there: what is no text is none that was written. */
const told = (row: Row, name: string): string => String(text(row, name));
