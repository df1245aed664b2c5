import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';

/** Whether there is a Redis to start, to hang and to kill. CI makes absence a failure: `REQUIRE_STORES=1`. */
export function redisInstalled(): boolean {
  const there = spawnSync('redis-server', ['--version']).error === undefined;
  if (!there && process.env.REQUIRE_STORES) throw new Error('there is no redis-server');
  if (!there) console.warn('skipped: there is no redis-server to start');
  return there;
}

/** Starts servers on loopback, which end with the tests of the file: at a port, or at a free one. */
export function redisServers(): {
  start(port?: number, ...args: string[]): Promise<{ port: number; server: ChildProcess }>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'toolwright-redis-'));
  const started: ChildProcess[] = [];
  afterAll(() => {
    for (const server of started) server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    async start(at, ...args) {
      const port = at ?? (await freePort());
      const common = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
      const server = spawn('redis-server', [...common, ...args], { stdio: 'ignore' });
      started.push(server);
      while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 20));
      return { port, server };
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function listens(port: number): Promise<boolean> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: null });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
