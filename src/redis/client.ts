import { createHash } from 'node:crypto';
import type { Env } from '../env.js';
import { pause } from '../pause.js';

/** What of ioredis is used. */
export interface IoRedis {
  readonly status?: string;
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** What of node-redis is used. */
export interface NodeRedis {
  readonly isReady?: boolean;
  sendCommand(args: readonly string[]): Promise<unknown>;
}

/** What of a cluster of node-redis is used: it must be told the key, by which it finds the node. */
export interface NodeRedisCluster {
  readonly masters: readonly unknown[];
  sendCommand(key: string, isReadonly: boolean, args: string[]): Promise<unknown>;
}

/** A client, or a cluster, of ioredis or node-redis. */
export type RedisClient = IoRedis | NodeRedis | NodeRedisCluster;

/** `key` is one of those in `args`: all of a command stand on one node. */
type Send = (command: string, key: string, args: readonly string[]) => Promise<unknown>;

// ioredis has a `sendCommand` too, of another shape: `call` tells them apart.
export function sender(client: RedisClient): Send {
  if ('call' in client) return (command, _, args) => client.call(command, ...args);
  if ('masters' in client)
    return (command, key, args) => client.sendCommand(key, false, [command, ...args]);
  return (command, _, args) => client.sendCommand([command, ...args]);
}

/** How often it is looked whether a connection is back. */
const LOOK_MS = 10;

/**
 * Whether a connection that was there is lost. What is sent then, a client keeps and sends when it is back: a call that
 * nobody waits for any longer, and that was refused, would be charged. Before the first connection it may wait.
 */
export function connection(client: RedisClient, env: Pick<Env, 'after' | 'monotonic'>) {
  let answered = false;
  let lostAt: number | undefined;
  const lost = () =>
    answered &&
    ('call' in client
      ? (client.status ?? 'ready') !== 'ready'
      : 'isReady' in client && client.isReady === false);
  return {
    lost,
    /** Waits for one that was lost just now, for at most `ms` since then; false: it is not back. */
    async back(ms: number): Promise<boolean> {
      while (lost()) {
        lostAt ??= env.monotonic();
        if (env.monotonic() - lostAt >= ms) return false;
        await pause(LOOK_MS, env);
      }
      lostAt = undefined;
      return true;
    },
    hasAnswered(): void {
      answered = true;
      lostAt = undefined;
    },
  };
}

/** Runs a script by its hash; where Redis does not know it yet, by its text, once. */
export function scriptRunner(client: RedisClient, script: string) {
  const send = sender(client);
  const sha = createHash('sha1').update(script).digest('hex');
  return async (keys: readonly string[], args: readonly string[]): Promise<unknown> => {
    const [key = ''] = keys;
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await send('EVALSHA', key, [sha, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await send('EVAL', key, [script, ...rest]);
    }
  };
}
