import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { processes } from '../../processes.js';
import { reachable, redisUrl } from '../../stores.js';

test.skipIf(!(await reachable(redisUrl)))(
  'processes that share a key never pass the limit by one',
  async () => {
    const passed = await processes(4, 'take', 'redis', `test-${randomUUID()}`, '1000', '777');
    expect(passed.map(Number).reduce((a, b) => a + b)).toBe(777);
  },
);
