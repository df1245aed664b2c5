/** One of many processes whose calls share the places of a tool; each is counted while it is at work, in the store. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { createRuntime } from '../../src/index.js';
import { postgresLimiter } from '../../src/postgres/index.js';
import { redisLimiter } from '../../src/redis/index.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool, toolset } from '../fixture/tool.js';
import { databaseUrl, redisUrl } from '../stores.js';

const [store, name = '', calls = '0', most = '0', end] = process.argv.slice(2);
const redis = store === 'redis' ? new Redis(redisUrl) : undefined;
const pool = redis ? undefined : new pg.Pool({ connectionString: databaseUrl, max: 4 });
const limiter = redis
  ? redisLimiter(redis, { prefix: name, timeoutMs: 30_000 })
  : postgresLimiter(pool as pg.Pool, { table: name, timeoutMs: 30_000 });

/** Counts one more, or one less, and keeps the highest count there ever was. */
async function count(change: 1 | -1): Promise<void> {
  const text = `
    local now = redis.call('HINCRBY', KEYS[1], 'now', ARGV[1])
    if now > tonumber(redis.call('HGET', KEYS[1], 'peak') or 0) then redis.call('HSET', KEYS[1], 'peak', now) end`;
  await redis?.eval(text, 1, `${name}:count`, change);
  const update = `UPDATE ${name}_count SET now = now + $1, peak = greatest(peak, now + $1)`;
  await pool?.query(update, [change]);
}

const rules = { concurrency: Number(most), timeoutMs: 60_000 };
const runtime = createRuntime({
  tools: toolset({ work: fixtureTool('work', {}, rules) }),
  handlers: {
    work: async () => {
      await count(1);
      if (end === 'killed') process.kill(process.pid, 'SIGKILL');
      await count(-1);
    },
  },
  limiter,
  storeTimeoutMs: 30_000,
});
const all = Array.from({ length: Number(calls) }, (_, n) => ({
  ...{ id: `${n}`, name: 'work', arguments: '' },
}));
const outcomes = await runtime.runAll(all, { caller: callers.agent });
console.log(outcomes.filter(({ status }) => status === 'completed').length);
await runtime.close();
redis?.disconnect();
await pool?.end();
