import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Env } from '../../src/env.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { postgresNow } from '../../src/ledger/sql/statement.js';
import { sqlLedger } from '../../src/ledger/sql.js';
import { sqliteLedger } from '../../src/node/index.js';
import { databaseUrl } from '../stores.js';

export type StoreName = 'sqlite' | 'postgres';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The ledger at a place: a file of SQLite, or a schema of PostgreSQL on this process's clock. */
export const openLedger: Readonly<Record<StoreName, (place: string, env: Env) => Ledger>> = {
  sqlite: (place, env) => sqliteLedger(place, { env, durability: 'os' }),
  postgres(place, env) {
    const options = `-c search_path=${place}`;
    const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 2 });
    const query = async (text: string, values: readonly unknown[]) =>
      (await pool.query(text.replaceAll(postgresNow, `(${env.now()}::bigint)`), [...values])).rows;
    const sql = { dialect: 'postgres', query, close: () => pool.end() } as const;
    return sqlLedger(sql, { name: 'postgres', sha256, env: { ...env, id: randomUUID } });
  },
};
