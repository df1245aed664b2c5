import type { Received, Resolved } from '../../../src/call.js';
import type { JsonObject } from '../../../src/json.js';
import type { AnyTool, Contract } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { fixtureTool } from '../../fixture/tool.js';

/** Calls as the stages get them, written by hand. */

export const received = (change: Partial<Received> = {}): Received => ({
  call: { id: 'call_1', name: 'get_weather', arguments: '{}' },
  caller: callers.user,
  key: 'key-1',
  run: 'run-1',
  signal: undefined,
  approval: undefined,
  replayable: false,
  at: 0,
  intended: false,
  ...change,
});

export function resolved(
  args: string | JsonObject,
  tool: AnyTool = fixtureTool('tool'),
  change: Partial<Contract> = {},
): Resolved {
  const contract = { ...tool.contract, ...change };
  return {
    ...received({ call: { id: 'call_1', name: contract.name, arguments: args } }),
    tool,
    contract,
    handler: () => undefined,
  };
}
