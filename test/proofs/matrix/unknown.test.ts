import { expect, test } from 'vitest';
import { tools } from '../../../generated/index.js';
import type { ToolCall } from '../../../src/call.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { memoryLimiter } from '../../../src/limiter/memory.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { bench } from '../../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../../fixture/tool.js';
import { callers, compiledDesk, type Who } from '../desk.js';

/**
 * Row 7 of the requirements: "unknown tool and forbidden tool are indistinguishable: same code, same text shape, timing
 * difference < 1 ms median over 10⁴." Here: the same bytes, and the same work, which no guard of the tool is part of;
 * the times are measured by bench/unknown.ts (`npm run bench`), since no test here goes by a clock.
 */

const names = Object.keys(tools.tools);
const whos = Object.keys(callers) as Who[];
const { runtime } = compiledDesk();
const hidden = whos.flatMap((who) => {
  const shown = new Set(runtime.toolsFor(callers[who]).map(({ name }) => name));
  return names.filter((name) => !shown.has(name)).map((name): [string, Who] => [name, who]);
});

/** What a probe may send: fitting, unfitting and broken arguments, of any type. */
const probes = (name: keyof typeof tools.tools): ToolCall['arguments'][] => [
  JSON.stringify(tools.tools[name].contract.examples?.[0]),
  '{}',
  '',
  '{"user_id": 1}',
  '{"user_id": "usr_1", "user_id": "usr_2"}',
  '{',
  `{"user_id": "${'x'.repeat(100_000)}"}`,
  { user_id: '\ud800' },
];

test.each(hidden)(
  '%s, forbidden to %s, is answered as if there were no such tool',
  async (name, who) => {
    const there = compiledDesk();
    const gone = compiledDesk({ disable: [name] });
    for (const args of probes(name as keyof typeof tools.tools)) {
      const call = { id: 'call_1', name, arguments: args };
      const forbidden = await there.runtime.run(call, { caller: callers[who] });
      const unknown = await gone.runtime.run(call, { caller: callers[who] });
      expect(forbidden.text).toBe(unknown.text);
      expect(forbidden.content).toEqual(unknown.content);
    }
    expect(there.ran).toEqual([]);
  },
);

test('neither asks a store, nor anything of the tool that takes time', async () => {
  const asked: string[] = [];
  const watched = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (name !== 'append' && name !== 'close') asked.push(String(name));
          return member.apply(target, args);
        };
      },
    });
  const env = virtualEnv();
  const note = (what: string) => expression('args', () => asked.push(what));
  const secret = fixtureTool(
    'secret',
    {},
    {
      permission: { ...levels.admin_only, allow: [note('allow')] },
      ...{ forbid: note('forbid'), exclusive: note('exclusive'), concurrency: 1 },
      limits: [{ name: 'l', limit: 9, perMs: 1_000, by: 'user', onOutage: 'deny' }],
      validators: async () => {
        asked.push('validators');
        throw new Error('not loaded');
      },
    },
  );
  const stores = {
    ledger: watched(memoryLedger({ env })),
    limiter: watched(memoryLimiter({ env })),
  };
  const { call } = bench({ secret }, { secret: () => asked.push('handler') }, { ...stores, env });
  for (const name of ['secret', 'made_up'])
    for (const args of ['{}', '{', '{"a":1}']) {
      expect((await call(name, args)).text).toContain('tool_not_found');
      expect(asked).toEqual([]);
    }
});
