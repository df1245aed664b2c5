import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sql } from '../ledger/sql.js';

/** Where a file that was opened is by now. */
export type Place = 'there' | 'gone' | 'taken';

/** Asks whenever it is called: `gone` is a file that was deleted or moved, `taken` one in whose place another stands. */
export function placeOf(path: string): () => Place {
  const place = resolve(path);
  const opened = fileAt(place);
  return () => {
    // A database in memory has no file.
    if (opened === undefined) return 'there';
    const found = fileAt(place);
    if (found === undefined) return 'gone';
    return found === opened ? 'there' : 'taken';
  };
}

/**
 * Answers only while the file is where it was opened. SQLite goes on in one that was deleted, moved or replaced: what
 * it stores there is lost, and whoever opens the path meanwhile has another ledger, in which nothing has run yet.
 */
export function inPlace(path: string, sql: Sql): Sql {
  const place = placeOf(path);
  const { together } = sql;
  const check = () => {
    if (place() === 'there') return;
    throw new Error(
      `${path} was deleted, moved or replaced. Put the file back that was opened, or start the service anew.`,
    );
  };
  return {
    ...sql,
    async query(...asked) {
      check();
      return sql.query(...asked);
    },
    ...(together && {
      async together(...statements) {
        check();
        return together(...statements);
      },
    }),
  };
}

function fileAt(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
