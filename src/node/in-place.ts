import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sql } from '../ledger/sql.js';

/** Whether a file that was opened is where it was then, whenever that is asked. */
export function placed(path: string): () => boolean {
  const place = resolve(path);
  const opened = fileAt(place);
  // A database in memory has no file.
  return () => opened === undefined || fileAt(place) === opened;
}

/**
 * Answers only while the file is where it was opened. SQLite goes on in one that was deleted, moved or replaced: what
 * it stores there is lost, and whoever opens the path meanwhile has another ledger, in which nothing has run yet.
 */
export function inPlace(path: string, sql: Sql): Sql {
  const isInPlace = placed(path);
  const { together } = sql;
  const check = () => {
    if (isInPlace()) return;
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
