/** One of many processes that take from one key: prints how many of its attempts passed. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { postgresLimiter } from '../../src/postgres/index.js';
import { redisLimiter } from '../../src/redis/index.js';
import { databaseUrl, redisUrl } from '../stores.js';

const [store, prefix = '', attempts = '0', limit = '0'] = process.argv.slice(2);
const redis = store === 'redis' ? new Redis(redisUrl) : undefined;
const pool = redis ? undefined : new pg.Pool({ connectionString: databaseUrl, max: 4 });
const limiter = redis
  ? redisLimiter(redis, { prefix, timeoutMs: 30_000 })
  : postgresLimiter(pool as pg.Pool, { table: prefix, timeoutMs: 30_000 });

const charge = {
  key: 'hot',
  limit: Number(limit),
  // So slow that nothing is replenished while the processes run, and `limit × perMs` is below 2^53.
  perMs: 1e11,
  burst: Number(limit),
  cost: 1,
};
let passed = 0;
for (let left = Number(attempts); left > 0; left -= 50) {
  const taken = await Promise.all(Array.from({ length: 50 }, () => limiter.take([charge])));
  passed += taken.filter(({ ok }) => ok).length;
}
console.log(passed);
redis?.disconnect();
await pool?.end();
