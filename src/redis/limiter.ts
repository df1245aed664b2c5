import { withDeadline } from '../deadline.js';
import { systemEnv } from '../env.js';
import { StoreError } from '../error.js';
import type { Charge, Limiter, Taken } from '../limiter/limiter.js';
import { connection, type RedisClient, scriptRunner, sender } from './client.js';
import { placeScript } from './places.js';
import { script } from './script.js';

export interface RedisLimiterOptions {
  /**
   * Every key begins with it, in braces: on a Redis Cluster it is the hash tag, so that all limits of a call stand on
   * one node and are taken together. Give each toolset its own to spread them. Default `toolwright`.
   */
  readonly prefix?: string;
  /** Longest wait for Redis, in ms; then the call is treated as the limit's `on_outage` says. Default 500. */
  readonly timeoutMs?: number;
  /** How long a replayed call is recognised, in ms. Default 7 days. */
  readonly onceMs?: number;
  /** For tests: ms since 1970, in place of Redis's own clock. */
  readonly now?: () => number;
}

/**
 * Rate limits shared by all processes on one Redis: one round trip a call, on Redis's clock. Takes an ioredis or a
 * node-redis client, which stays yours to configure and close. Throws `StoreError` when Redis cannot answer in time,
 * and at once while the client has lost its connection.
 */
export function redisLimiter(client: RedisClient, options: RedisLimiterOptions = {}): Limiter {
  const { prefix = 'toolwright', timeoutMs = 500, onceMs = 7 * 86_400_000, now } = options;
  const run = scriptRunner(client, script);
  const place = scriptRunner(client, placeScript);
  const send = sender(client);
  const connected = connection(client);
  const placeKey = (key: string) => `{${prefix}}:places:${key}`;
  const late = () => new StoreError('limiter', `Redis did not answer within ${timeoutMs} ms`);

  async function inTime(answer: Promise<unknown>): Promise<unknown> {
    try {
      const answered = await withDeadline(answer, timeoutMs, systemEnv, late);
      connected.hasAnswered();
      return answered;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('limiter', 'Redis failed', { cause: error });
    }
  }

  function mustBeConnected(): void {
    if (connected.lost()) throw new StoreError('limiter', 'Redis is not connected');
  }

  async function ask(take: 0 | 1, charges: readonly Charge[], once?: string): Promise<Taken> {
    mustBeConnected();
    const keys = charges.map((charge) => `{${prefix}}:limit:${charge.key}`);
    if (once !== undefined) keys.push(`{${prefix}}:once:${once}`);
    const rates = charges.map(rate).join();
    const arg = `[${take},${once === undefined ? 0 : onceMs},${now?.() ?? 0},${rates}]`;
    return taken(await inTime(run(keys, [arg])));
  }

  return {
    name: 'redis',
    take: async (charges, { once } = {}) =>
      charges.length === 0 ? { ok: true } : ask(1, charges, once),
    peek: async (charges) => (charges.length === 0 ? { ok: true } : ask(0, charges)),
    async hold({ key, owner }, most, ttlMs) {
      mustBeConnected();
      const args = [owner, String(most), String(ttlMs), now ? String(now()) : ''];
      return Number(await inTime(place([placeKey(key)], args))) === 1;
    },
    async free({ key, owner }) {
      await inTime(send('ZREM', [placeKey(key), owner]));
    },
  };
}

const rate = ({ limit, perMs, burst, cost }: Charge): string =>
  `${limit},${cost * perMs},${burst * perMs}`;

function taken(answer: unknown): Taken {
  if (!Array.isArray(answer)) return OK;
  const [index, retryAfterMs] = answer;
  return { ok: false, index: Number(index), retryAfterMs: Number(retryAfterMs) };
}

const OK: Taken = { ok: true };
