import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { processes } from '../../processes.js';
import { thorough } from '../../sizes.js';
import { reachable, redisUrl } from '../../stores.js';

/**
 * Row 19 of the requirements: "rate limit exactness: 8 processes × 10⁴ attempts on one Redis: allowed ≤ L … overshoot
 * 0; undershoot ≤ 1 %": exactly L. Fewer processes and attempts unless `FAULTS=all` (test/sizes.ts says when); every
 * sliding window: test/contract/limiter.ts.
 */
test.skipIf(!(await reachable(redisUrl)))(
  'processes that share a key never pass the limit by one, and leave none of it',
  async () => {
    const [count, attempts, limit] = thorough ? [8, 10_000, 54_321] : [4, 1_000, 777];
    const prefix = `test-${randomUUID()}`;
    const passed = await processes(count, 'take', 'redis', prefix, `${attempts}`, `${limit}`);
    expect(passed.map(Number).reduce((a, b) => a + b)).toBe(limit);
  },
);
