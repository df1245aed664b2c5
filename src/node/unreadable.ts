import { SetupError } from '../error.js';

/** A database as it may be shown: an address without its user, password and options. */
export function shownDatabase(database: string): string {
  if (!isAddress(database)) return database;
  try {
    const { protocol, host, pathname } = new URL(database);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'the database';
  }
}

export const isAddress = (database: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(database);
export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//i.test(database);

const NO_LOG =
  'holds no audit log. A ledger makes one with its first call; in PostgreSQL in the first schema of the ' +
  "connection's search_path, which an address may name: ?options=-c%20search_path%3Ddesk";
const NO_SERVER = 'does not answer. Is the server running, and are host and port right?';

/** By the code of Node, PostgreSQL (appendix A of its manual) or SQLite. */
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: NO_SERVER,
  ECONNRESET: NO_SERVER,
  EHOSTUNREACH: NO_SERVER,
  ETIMEDOUT: NO_SERVER,
  ENOTFOUND: 'cannot be found. Is the name of its host right?',
  EAI_AGAIN: 'cannot be found. Is the name of its host right?',
  '3D000': 'is not there: its server has no database of this name.',
  '28000': 'cannot be opened: its server refuses this user.',
  '28P01': 'cannot be opened: its server refuses this user or password.',
  '42501': 'cannot be read: this user may not. It needs SELECT on tw_audit and tw_meta.',
  '42P01': NO_LOG,
  SQLITE_NOTADB: 'is no SQLite database.',
};

/** What SQLite and its drivers say, which has no code of its own in all of them. */
const WORDS: readonly (readonly [string, string])[] = [
  ['no such table', NO_LOG],
  [
    'readonly database',
    'is in a folder that may not be written, and SQLite keeps a file beside a ledger to read it. ' +
      'Copy it, with its -wal if there is one, to a folder that may.',
  ],
];

/** Why an audit log cannot be read, for people. The driver's own words go along where there are no better ones. */
export function unreadable(database: string, cause: unknown): SetupError {
  if (cause instanceof SetupError) return cause;
  const [code, words] = innermost(cause);
  const told = WORDS.find(([said]) => words.includes(said))?.[1];
  const why = told ?? WHY[code] ?? `cannot be read: ${words}`;
  return new SetupError('audit_unreadable', `${shownDatabase(database)} ${why}`, { cause });
}

function innermost(thrown: unknown): readonly [code: string, words: string] {
  if (!(thrown instanceof Error)) return ['', String(thrown)];
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  if (code === undefined && cause !== undefined) return innermost(cause);
  return [String(code ?? ''), thrown.message];
}
