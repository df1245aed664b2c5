import { connect } from 'node:net';

/** Where the tests look for the stores that run beside them. */
export const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
export const databaseUrl = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Whether something listens there. CI makes absence a failure: `REQUIRE_STORES=1`. */
export async function reachable(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const there = await new Promise<boolean>((resolve) => {
    const socket = connect(Number(port || (protocol === 'redis:' ? 6379 : 5432)), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
  if (!there && process.env.REQUIRE_STORES) throw new Error(`no store at ${hostname}:${port}`);
  if (!there) console.warn(`skipped: no store at ${hostname}:${port}`);
  return there;
}
