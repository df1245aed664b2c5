import { createHash } from 'node:crypto';

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

export type RedisClient = IoRedis | NodeRedis;

type Send = (command: string, args: readonly string[]) => Promise<unknown>;

// ioredis has a `sendCommand` too, of another shape: `call` tells them apart.
export const sender = (client: RedisClient): Send =>
  'call' in client
    ? (command, args) => client.call(command, ...args)
    : (command, args) => client.sendCommand([command, ...args]);

/**
 * Whether a connection that was there is lost. What is sent then, a client keeps and sends when it is back: a call that
 * nobody waits for any longer, and that was refused, would be charged. Before the first connection it may wait.
 */
export function connection(client: RedisClient) {
  let answered = false;
  return {
    lost: () =>
      answered &&
      ('call' in client ? (client.status ?? 'ready') !== 'ready' : client.isReady === false),
    hasAnswered(): void {
      answered = true;
    },
  };
}

/** Runs a script by its hash; where Redis does not know it yet, by its text, once. */
export function scriptRunner(client: RedisClient, script: string) {
  const send = sender(client);
  const sha = createHash('sha1').update(script).digest('hex');
  return async (keys: readonly string[], args: readonly string[]): Promise<unknown> => {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await send('EVALSHA', [sha, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await send('EVAL', [script, ...rest]);
    }
  };
}
