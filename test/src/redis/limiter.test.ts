import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, expect, test } from 'vitest';
import type { Charge, Limiter } from '../../../src/limiter/limiter.js';
import { redisLimiter } from '../../../src/redis/index.js';
import { limiterContract } from '../../contract/limiter.js';
import { redisInstalled, redisServers } from '../../redis-server.js';
import { reachable, redisUrl } from '../../stores.js';

const there = await reachable(redisUrl);

/** Time stands still until a test moves it; the keys are this test's own. */
function frozen() {
  let at = 1_700_000_000_000;
  const options = { prefix: `test-${randomUUID()}`, now: () => at, timeoutMs: 10_000 };
  const advance = async (ms: number) => {
    at += ms;
  };
  return { options, advance };
}

test.each(['', '}', '}desk', null])('the prefix %j, which is no hash tag, is refused', (prefix) => {
  const client = { call: async () => null };
  expect(() => redisLimiter(client, { prefix: prefix as string })).toThrow('invalid_option');
});

describe.skipIf(!there)('Redis through ioredis', () => {
  limiterContract(async () => {
    const client = new Redis(redisUrl);
    const { options, advance } = frozen();
    const close = async () => void (await client.quit());
    return { limiter: redisLimiter(client, options), advance, close };
  });

  test('on its own clock, one round trip a call, however many limits', async () => {
    const client = new Redis(redisUrl);
    let trips = 0;
    const counted = {
      call: (command: string, ...args: string[]) => {
        trips += 1;
        return client.call(command, ...args);
      },
    };
    const limiter = redisLimiter(counted, { prefix: `test-${randomUUID()}`, timeoutMs: 10_000 });
    const charge = (key: string) => ({ key, limit: 2, perMs: 3_600_000, burst: 2, cost: 1 });
    await limiter.take([charge('a')]);
    trips = 0;
    expect(await limiter.take([charge('a'), charge('b'), charge('c')])).toEqual({ ok: true });
    expect(await limiter.take([charge('a'), charge('b')])).toMatchObject({ ok: false, index: 0 });
    expect(trips).toBe(2);
    await client.quit();
  });

  test('all keys of a call share one hash slot', async () => {
    const client = new Redis(redisUrl);
    const seen: string[] = [];
    const spy = {
      call: (command: string, ...args: string[]) => {
        const count = Number(args[1]);
        seen.push(...args.slice(2, 2 + count));
        return client.call(command, ...args);
      },
    };
    const limiter = redisLimiter(spy, { prefix: `test-${randomUUID()}`, timeoutMs: 10_000 });
    const charge = (key: string) => ({ key, limit: 2, perMs: 1000, burst: 2, cost: 1 });
    await limiter.take([charge('["x","{y}"]'), charge('}{')], { once: '{other}' });
    const slots = await Promise.all(seen.map((key) => hashTag(key)));
    expect(new Set(slots).size).toBe(1);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    await client.quit();
  });
});

/** The part of a key that Redis Cluster hashes (Redis Cluster specification, "Hash tags"). */
function hashTag(key: string): string {
  const open = key.indexOf('{');
  const close = key.indexOf('}', open + 1);
  return open === -1 || close <= open + 1 ? key : key.slice(open + 1, close);
}

describe.skipIf(!there)('Redis through node-redis', () => {
  limiterContract(async () => {
    const client = createClient({ url: redisUrl });
    await client.connect();
    const { options, advance } = frozen();
    const close = async () => void (await client.close());
    return { limiter: redisLimiter(client, options), advance, close };
  });
});

test('a Redis that is not there is a store error, in time', async () => {
  const client = new Redis({ port: 1, host: '127.0.0.1', lazyConnect: true });
  client.on('error', () => {});
  const limiter = redisLimiter(client, { timeoutMs: 50 });
  const charges = [{ key: 'a', limit: 9, perMs: 1000, burst: 9, cost: 1 }];
  await expect(async () => limiter.take(charges)).rejects.toMatchObject({
    name: 'StoreError',
    store: 'limiter',
  });
  client.disconnect();
});

const junk: readonly unknown[] = [
  ...[undefined, null, '', 'QUEUED', Number.NaN, {}],
  ...[[], [0], [0, 5], ['no', 5, null]],
];
test.each(junk.map((each) => [each]))(
  '%j is no answer: nobody is let through, and nothing is learned of the clock',
  async (each) => {
    let answer = each;
    const sent: string[] = [];
    const call = async (_: string, ...args: string[]) => {
      sent.push(args.at(-1) ?? '');
      return answer;
    };
    const limiter = redisLimiter({ status: 'ready', call });
    const charges = [{ key: 'a', limit: 9, perMs: 1000, burst: 9, cost: 1 }];
    await expect(async () => limiter.take(charges)).rejects.toMatchObject({
      name: 'StoreError',
      store: 'limiter',
    });
    answer = 1_700_000_000_000;
    expect(await limiter.take(charges)).toEqual({ ok: true });
    expect(sent).toEqual(Array(2).fill('[1,0,0,0,9,1000,9000]'));
  },
);

describe('what a client that lost its connection would keep and send later is not sent', () => {
  const charge = { key: 'a', limit: 2, perMs: 1000, burst: 2, cost: 1 };
  const place = { key: 'p', owner: 'o' };
  const sent: string[] = [];
  const io = { status: 'connecting', call: async (command: string) => sent.push(command) };
  const node = {
    isReady: false,
    sendCommand: async ([command]: readonly string[]) => sent.push(command ?? ''),
  };
  const up = (is: boolean) => {
    io.status = is ? 'ready' : 'reconnecting';
    node.isReady = is;
  };

  test.each([
    ['ioredis', io],
    ['node-redis', node],
  ])('%s', async (_, client) => {
    up(false);
    const limiter = redisLimiter(client, { timeoutMs: 30 });
    // The first connection may still be on its way.
    expect(await limiter.take([charge])).toEqual({ ok: true });
    up(true);
    expect(await limiter.take([charge])).toEqual({ ok: true });
    up(false);
    sent.length = 0;
    for (const refused of [
      () => limiter.take([charge]),
      () => limiter.peek([charge]),
      () => limiter.hold(place, 1, 1000),
    ])
      await expect(async () => refused()).rejects.toMatchObject({
        name: 'StoreError',
        store: 'limiter',
      });
    expect(sent).toEqual([]);
    // A place goes back whenever it can.
    await limiter.free(place);
    up(true);
    expect(await limiter.take([charge])).toEqual({ ok: true });
    expect(sent).toEqual(['ZREM', 'EVALSHA']);
  });

  test.each([
    ['ioredis', io],
    ['node-redis', node],
  ])('%s: but one that is back in time is waited for', async (_, client) => {
    up(true);
    const limiter = redisLimiter(client, { timeoutMs: 10_000 });
    await limiter.take([charge]);
    up(false);
    sent.length = 0;
    const waiting = [limiter.take([charge]), limiter.take([charge])];
    expect(sent).toEqual([]);
    up(true);
    expect(await Promise.all(waiting)).toEqual([{ ok: true }, { ok: true }]);
    expect(sent).toEqual(['EVALSHA', 'EVALSHA']);
  });
});

/** Its Redis answered once, in a time that is short for a busy machine: it knows the clock, and the connection. */
async function heard(limiter: Limiter, charge: Charge): Promise<void> {
  while (!(await Promise.resolve(limiter.peek([charge])).catch(() => undefined)));
}

describe.skipIf(!redisInstalled())('a Redis that goes and comes', () => {
  const servers = redisServers();
  test('what was refused meanwhile is not charged afterwards', async () => {
    const { port, server } = await servers.start();
    const client = new Redis(port, { retryStrategy: () => 10 });
    client.on('error', () => {});
    const happens = (event: string) => new Promise((resolve) => client.once(event, resolve));
    const limiter = redisLimiter(client, { timeoutMs: 1_000 });
    const charge = { key: 'a', limit: 2, perMs: 3_600_000, burst: 2, cost: 1 };
    await heard(limiter, charge);
    const lost = happens('close');
    server.kill('SIGKILL');
    await lost;
    for (let n = 0; n < 3; n += 1)
      await expect(async () => limiter.take([charge])).rejects.toThrow('not connected');
    const back = happens('ready');
    await servers.start(port);
    await back;
    const patient = redisLimiter(client, { timeoutMs: 10_000 });
    expect(await patient.take([{ ...charge, cost: 2 }])).toEqual({ ok: true });
    client.disconnect();
  });

  test('a script that it forgot is sent again', async () => {
    const { port } = await servers.start();
    const client = new Redis(port);
    const limiter = redisLimiter(client, { timeoutMs: 10_000 });
    const charges = [{ key: 'a', limit: 9, perMs: 1000, burst: 9, cost: 1 }];
    await limiter.take(charges);
    await client.script('FLUSH');
    expect(await limiter.take(charges)).toEqual({ ok: true });
    await client.quit();
  });

  const clients = {
    ioredis: async (port: number) => new Redis(port),
    'node-redis': async (port: number) =>
      createClient({ url: `redis://127.0.0.1:${port}` }).connect(),
  };
  test.each(Object.entries(clients))(
    '%s: what hangs on its way is not charged once it is refused',
    async (_, connect) => {
      const { port, server } = await servers.start();
      const client = await connect(port);
      const limiter = redisLimiter(client, { timeoutMs: 300 });
      const charge = { key: 'a', limit: 2, perMs: 3_600_000, burst: 2, cost: 1 };
      await heard(limiter, charge);
      server.kill('SIGSTOP');
      const refused = Array.from({ length: 3 }, async () => limiter.take([charge]));
      for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected');
      server.kill('SIGCONT');
      const patient = redisLimiter(client, { timeoutMs: 10_000 });
      expect(await patient.take([{ ...charge, cost: 2 }])).toEqual({ ok: true });
      await client.quit();
    },
  );
});
