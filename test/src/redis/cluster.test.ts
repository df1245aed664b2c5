import { Cluster, Redis } from 'ioredis';
import { createCluster } from 'redis';
import { describe, expect, test } from 'vitest';
import { redisLimiter } from '../../../src/redis/index.js';
import { freePort, redisInstalled, redisServers } from '../../redis-server.js';

/** A cluster of one node holds to the rule of all clusters: the keys of one script must stand in one slot. */
describe.skipIf(!redisInstalled())('Redis Cluster', () => {
  const servers = redisServers();
  async function cluster() {
    const busPort = String(await freePort());
    // Each node writes down what it knows of the cluster.
    const bus = ['--cluster-port', busPort, '--cluster-config-file', `${busPort}.conf`];
    const own = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
    const { port } = await servers.start(undefined, ...own, ...bus);
    const node = new Redis({ port, host: '127.0.0.1' });
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    await expect(node.mget('a', 'b')).rejects.toThrow('CROSSSLOT');
    return { port, node };
  }
  const charge = (key: string) => ({ key, limit: 2, perMs: 3_600_000, burst: 2, cost: 1 });
  const charges = [charge('["reads","user",null,"{a}"]'), charge('}{'), charge('{}')];

  async function works(client: Parameters<typeof redisLimiter>[0]) {
    const limiter = redisLimiter(client, { prefix: 'desk', timeoutMs: 10_000 });
    for (const once of ['{one}', '{one}', '{two}'])
      expect(await limiter.take(charges, { once })).toEqual({ ok: true });
    expect(await limiter.peek(charges)).toMatchObject({ ok: false, index: 0 });
    const place = { key: '["concurrency","{tool}"]', owner: 'a' };
    expect(await limiter.hold(place, 1, 10_000)).toBe(true);
    expect(await limiter.hold({ ...place, owner: 'b' }, 1, 10_000)).toBe(false);
    await limiter.free(place);
    expect(await limiter.hold({ ...place, owner: 'b' }, 1, 10_000)).toBe(true);
  }

  test('through ioredis: all keys of a call stand in the slot of the prefix', async () => {
    const { port, node } = await cluster();
    const client = new Cluster([{ port, host: '127.0.0.1' }]);
    await works(client);
    const slot = await node.call('CLUSTER', 'KEYSLOT', 'desk');
    const keys = await node.keys('*');
    expect(keys).toHaveLength(6);
    for (const key of keys) expect(await node.call('CLUSTER', 'KEYSLOT', key)).toBe(slot);
    client.disconnect();
    node.disconnect();
  });

  test('through node-redis, whose cluster asks for the key of a command', async () => {
    const { port, node } = await cluster();
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
    await client.connect();
    await works(client);
    expect(await node.keys('*')).toHaveLength(6);
    client.destroy();
    node.disconnect();
  });
});
