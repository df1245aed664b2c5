/** One of many processes on one schema of PostgreSQL. Prints how many of its attempts came true. */
import pg from 'pg';
import { postgresLedger } from '../../src/postgres/index.js';
import { intent, proposal, redemptionOf } from '../contract/ledger/samples.js';
import { databaseUrl } from '../stores.js';

const [schema, mode, attempts = '0'] = process.argv.slice(2);
const options = `-c search_path=${schema}`;
const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 4 });
const ledger = postgresLedger(pool);
const scope = { tenant: 'acme', tool: 'send', key: 'one' };

const attempt = async (n: number): Promise<boolean> => {
  if (mode === 'redeem') return ledger.redeem(redemptionOf(proposal));
  const call = `${process.pid}-${n}`;
  return (await ledger.claim(scope, { call, args: intent.args, leaseMs: 3_600_000 })).claimed;
};
const all = await Promise.all(Array.from({ length: Number(attempts) }, (_, n) => attempt(n)));
console.log(all.filter(Boolean).length);
await ledger.close();
await pool.end();
