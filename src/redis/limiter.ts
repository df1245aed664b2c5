import { checkTimeout, withDeadline } from '../deadline.js';
import { systemEnv } from '../env.js';
import { SetupError, StoreError } from '../error.js';
import type { Charge, Limiter, Taken } from '../limiter/limiter.js';
import { storeClock } from '../limiter/store-clock.js';
import { connection, type RedisClient, scriptRunner, sender } from './client.js';
import { placeScript } from './places.js';
import { script } from './script.js';

/** What `redisLimiter` takes besides the client. */
export interface RedisLimiterOptions {
  /**
   * Every key begins with it, in braces: on a Redis Cluster it is the hash tag, so that all limits of a call stand on
   * one node and are taken together. Give each toolset its own to spread them; not an empty one. Default `toolwright`.
   */
  readonly prefix?: string;
  /** Longest wait for Redis, in ms, above 0; then the call is treated as the limit's `on_outage` says. Default 500. */
  readonly timeoutMs?: number;
  /** How long a replayed call is recognised, in ms. Default 7 days. */
  readonly onceMs?: number;
  /** For tests: ms since 1970, in place of Redis's own clock. */
  readonly now?: () => number;
}

/**
 * Rate limits shared by all processes on one Redis: one round trip a call, on Redis's clock. Takes a client or a
 * cluster of ioredis or node-redis, which stays yours to configure and close. Throws `StoreError` when Redis cannot
 * answer in time; a connection that was just lost may come back within that time, and one that stays lost is not waited
 * for. What Redis reads too late, after it hung, charges nothing.
 */
export function redisLimiter(client: RedisClient, options: RedisLimiterOptions = {}): Limiter {
  const { prefix = 'toolwright', timeoutMs = 500, onceMs = 7 * 86_400_000, now } = options;
  checkTimeout('timeoutMs', timeoutMs);
  checkPrefix(prefix);
  const run = scriptRunner(client, script);
  const place = scriptRunner(client, placeScript);
  const send = sender(client);
  const { inTime, whileHeard, late } = asker(client, timeoutMs);
  const clock = storeClock(systemEnv);
  const placeKey = (key: string) => `{${prefix}}:places:${key}`;

  async function ask(take: 0 | 1, charges: readonly Charge[], once?: string): Promise<Taken> {
    const keys = charges.map((charge) => `{${prefix}}:limit:${charge.key}`);
    if (once !== undefined) keys.push(`{${prefix}}:once:${once}`);
    const rates = charges.map(rate).join();
    const remembered = once === undefined ? 0 : onceMs;
    const answer = await whileHeard((ms) => {
      const by = now ? 0 : clock.in(ms);
      return run(keys, [`[${take},${remembered},${now?.() ?? 0},${by},${rates}]`]);
    });
    const [index, retryAfterMs, at] = Array.isArray(answer) ? answer.map(Number) : [];
    const told = Array.isArray(answer) ? at : Number(answer);
    // A store that says neither yes nor no is down, as far as anybody knows.
    if (!told || told < 0) throw new StoreError('limiter', 'Redis gave an answer that is none');
    clock.heard(told);
    if (index === undefined) return OK;
    if (index === -1) throw late();
    return { ok: false, index, retryAfterMs: retryAfterMs ?? 0 };
  }

  return {
    name: 'redis',
    take: async (charges, { once } = {}) =>
      charges.length === 0 ? { ok: true } : ask(1, charges, once),
    peek: async (charges) => (charges.length === 0 ? { ok: true } : ask(0, charges)),
    async hold({ key, owner }, most, ttlMs) {
      const args = [owner, String(most), String(ttlMs), now ? String(now()) : ''];
      return Number(await whileHeard(() => place([placeKey(key)], args))) === 1;
    },
    async free({ key, owner }) {
      const name = placeKey(key);
      await inTime(() => send('ZREM', name, [name, owner]));
    },
  };
}

/** Between braces that hold nothing there is no hash tag: a cluster would take no two limits together. */
function checkPrefix(prefix: string): void {
  if (typeof prefix === 'string' && /^[^}]/.test(prefix)) return;
  throw new SetupError(
    'invalid_option',
    `prefix is ${JSON.stringify(prefix)}: give a text that does not begin with }`,
  );
}

/** Asks Redis in time; whatever goes wrong is a `StoreError`. */
function asker(client: RedisClient, timeoutMs: number) {
  const connected = connection(client, systemEnv);
  const late = () => new StoreError('limiter', `Redis did not answer within ${timeoutMs} ms`);

  async function inTime(question: () => Promise<unknown>, ms = timeoutMs): Promise<unknown> {
    try {
      const answer = await withDeadline(question(), ms, systemEnv, late);
      connected.hasAnswered();
      return answer;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('limiter', 'Redis failed', { cause: error });
    }
  }

  /** For what takes something: asked only while somebody waits for the answer, and told for how long. */
  async function whileHeard(question: (ms: number) => Promise<unknown>): Promise<unknown> {
    const end = systemEnv.monotonic() + timeoutMs;
    if (connected.lost() && !(await connected.back(timeoutMs)))
      throw new StoreError('limiter', 'Redis is not connected');
    const left = end - systemEnv.monotonic();
    return inTime(() => question(left), left);
  }

  return { inTime, whileHeard, late };
}

const rate = ({ limit, perMs, burst, cost }: Charge): string =>
  `${limit},${cost * perMs},${burst * perMs}`;

const OK: Taken = { ok: true };
