import { expect, test } from 'vitest';
import { tools } from '../../../generated/index.js';
import type { ToolCall } from '../../../src/call.js';
import { callers, compiledDesk, type Who } from '../desk.js';

/** "Unknown tool and forbidden tool are indistinguishable: same code, same text shape." Here: the same bytes. */

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
