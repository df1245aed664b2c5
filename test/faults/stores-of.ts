import type { Env } from '../../src/env.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { sqliteLedger } from '../../src/node/index.js';
import { postgresLedger } from '../../src/postgres/index.js';
import { databaseUrl } from '../stores.js';

export type StoreName = 'sqlite' | 'postgres';

type Open = (place: string, env: Env) => Promise<Ledger>;

/** The ledger at a place: a file of SQLite, or a schema of PostgreSQL on this process's clock. */
export const openLedger: Readonly<Record<StoreName, Open>> = {
  sqlite: async (place, env) => sqliteLedger(place, { env, durability: 'os' }),
  async postgres(place, env) {
    // Hundreds of processes are started that never need it.
    const { default: pg } = await import('pg');
    const options = `-c search_path=${place}`;
    const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 2 });
    const ledger = postgresLedger(pool, { now: env.now, env });
    const close = async () => {
      await ledger.close();
      await pool.end();
    };
    return { ...ledger, close };
  },
};
