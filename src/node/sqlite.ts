import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from '../error.js';
import type { Row, SqlValue } from '../ledger/sql.js';
import { causeText } from '../text/cause.js';

/** What `node:sqlite` and libsql have in common. */
interface Driver {
  prepare(text: string): { all(...values: SqlValue[]): Row[] };
  exec(text: string): void;
  close(): void;
}

export interface Sqlite {
  /** Runs one statement; a write is committed on return. */
  all(text: string, values?: readonly SqlValue[]): Row[];
  /** Runs a statement that gives no rows, and is over whatever comes of it. */
  exec(text: string): void;
  close(): void;
}

/** How long a statement waits for another process that is writing, and its own process with it. */
const BUSY_MS = 5000;
/** Statements kept prepared; those beyond are prepared anew. */
const MOST_PREPARED = 200;

/** A connection to a SQLite file: `node:sqlite` where there is one, else the optional package `libsql`. */
export function openSqlite(path: string, mode: 'write' | 'read' = 'write'): Sqlite {
  const driver = open(path, mode);
  driver.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  const prepared = new Map<string, ReturnType<Driver['prepare']>>();
  return {
    all(text, values = []) {
      const statement = prepared.get(text) ?? driver.prepare(text);
      if (prepared.size < MOST_PREPARED) prepared.set(text, statement);
      return statement.all(...values);
    },
    exec: (text) => driver.exec(text),
    close() {
      prepared.clear();
      driver.close();
    },
  };
}

/** Whether a statement failed because another process is writing: nothing was done. */
export function isBusy(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  // The low byte of an extended result code is the code itself (sqlite.org/rescode.html).
  return String(code).startsWith('SQLITE_BUSY') || (Number(errcode) & 255) === 5;
}

function open(path: string, mode: 'write' | 'read'): Driver {
  const native = nodeSqlite();
  if (native) return new native.DatabaseSync(path, { readOnly: mode === 'read' });
  // libsql knows no read-only connection but by the file's address.
  const Database = libsql();
  return new Database(mode === 'read' ? `${pathToFileURL(path).href}?mode=ro` : path);
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => Driver;
}

const nodeSqlite = (): NodeSqlite | undefined =>
  process.getBuiltinModule?.('node:sqlite') as unknown as NodeSqlite | undefined;

/**
 * Looked for from here and from the working directory: in a bundle, `import.meta` is another machine's, or empty. A
 * bundler that saw `createRequire` imported would put a `require` of its own in its place (webpack).
 */
function libsql(): new (path: string) => Driver {
  const here: string | undefined = import.meta.dirname;
  const working = process.cwd();
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    const load = createRequire(join(working, 'package.json'));
    return load(load.resolve('libsql', { paths: here ? [here, working] : [working] }));
  } catch (cause) {
    const [why] = causeText(cause).split('\n');
    const help = 'Run `npm install libsql`, or use Node 24.';
    const message = `This Node has no SQLite of its own, and libsql does not load: ${why}. ${help}`;
    throw new SetupError('sqlite_missing', message, { cause });
  }
}
