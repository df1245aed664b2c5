/**
 * One of many processes on one ledger, each with a runtime of its own: they go on with one approval, or call under one
 * idempotency key. Its handler leaves a line in a file. Prints how many calls came to their result.
 */
import { appendFileSync } from 'node:fs';
import pg from 'pg';
import { createRuntime } from '../../src/index.js';
import { sqliteLedger } from '../../src/node/index.js';
import { postgresLedger } from '../../src/postgres/index.js';
import { callers } from '../fixture/desk.js';
import { processTools } from '../proofs/processes/tools.js';
import { databaseUrl } from '../stores.js';

const [store, place = '', effects = '', mode, id = '', count = '1'] = process.argv.slice(2);
const options = `-c search_path=${place}`;
const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 4 });
const ledger = store === 'sqlite' ? sqliteLedger(place) : postgresLedger(pool);
const handler = async ({ id: of }: { readonly id: string }) => {
  appendFileSync(effects, `${of}\n`);
  return { done: of };
};
const handlers = { ask: handler, once: handler } as never;
const runtime = createRuntime({ tools: processTools, handlers, ledger, storeTimeoutMs: 30_000 });
const call = { id: 'call_1', name: 'once', arguments: JSON.stringify({ id }) };
const caller = callers.user;
const one = () =>
  mode === 'resume' ? runtime.resume(id, { caller }) : runtime.run(call, { caller });
const outcomes = await Promise.all(Array.from({ length: Number(count) }, one));
await runtime.close();
await pool.end().catch(() => undefined);
console.log(outcomes.filter(({ status }) => status === 'completed').length);
