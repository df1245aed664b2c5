import { expect, test } from 'vitest';
import { type Env, systemEnv } from '../../src/env.js';
import { createRuntime, memoryLedger, memoryLimiter } from '../../src/index.js';
import { virtualEnv } from '../../src/testing/index.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

test('a timer that is set aside keeps no process alive, and goes off all the same', async () => {
  const alive = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
  const before = alive();
  const cancel = systemEnv.after(60_000, () => {}, true);
  const beside = alive();
  const cancelOther = systemEnv.after(60_000, () => {});
  expect([beside, alive()]).toEqual([before, before + 1]);
  cancel();
  cancelOther();
  await new Promise<void>((end) => systemEnv.after(1, end, true));
});

test('a handler that was given up and never ends keeps its key and its place, and not its process', async () => {
  const env = virtualEnv();
  const reasons = new Set<object>();
  const watched: Env = {
    ...env,
    now: env.now,
    after(ms, run, aside) {
      const reason = {};
      if (!aside) reasons.add(reason);
      const cancel = env.after(ms, () => {
        reasons.delete(reason);
        run();
      });
      return () => {
        reasons.delete(reason);
        cancel();
      };
    },
  };
  const act = fixtureTool(
    'act',
    {},
    {
      effect: 'write',
      permission: levels.write,
      timeoutMs: 1_000,
      concurrency: 1,
      exclusive: expression('"key"', () => 'key'),
    },
  );
  const ledger = memoryLedger({ env });
  const runtime = createRuntime({
    tools: toolset({ act }),
    handlers: { act: () => new Promise<never>(() => {}) },
    ...{ ledger, limiter: memoryLimiter({ env }), env: watched },
  });
  const running = runtime.run({ id: 'c', name: 'act', arguments: {} }, { caller: callers.user });
  await env.advance(1_000);
  expect(await running).toMatchObject({ error: { code: 'outcome_unknown' } });
  await runtime.close();
  expect(reasons.size).toBe(0);
  // Both are renewed as long as the process lives.
  await env.advance(120_000);
  expect(env.waiting).toBe(4);
  expect(reasons.size).toBe(0);
});
