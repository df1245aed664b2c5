import { describe } from 'vitest';
import { postgresLedger } from '../../../src/postgres/index.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { retentionContract } from '../../contract/ledger/retention.js';
import { freshSchema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';

const there = await reachable(databaseUrl);

describe.skipIf(!there)('PostgreSQL', () => {
  retentionContract(async () => {
    const { pool, address, drop } = await freshSchema();
    const env = virtualEnv();
    let ids = 0;
    const open = () => {
      const prefix = `w${ids++}`;
      return postgresLedger(pool, { now: env.now, env: { id: () => `${prefix}-${env.id()}` } });
    };
    const ledger = open();
    const tamper = async (statement: string) => void (await pool.query(statement));
    const close = async () => {
      await ledger.close();
      await drop();
    };
    return { ledger, env, open, address, tamper, close };
  });
});
