import { Budget } from '../../../src/budget.js';
import type { BoundCall } from '../../../src/call.js';
import type { EventBody } from '../../../src/event.js';
import type { JsonObject } from '../../../src/json.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { memoryLimiter } from '../../../src/limiter/memory.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Contract } from '../../../src/tool.js';
import type { World } from '../../../src/world.js';
import { callers } from '../../fixture/desk.js';
import { contract, fixtureTool } from '../../fixture/tool.js';

/** A call as the policies see it: checked and bound. */
export function boundCall(
  rules: Partial<Contract> = {},
  change: Partial<BoundCall> & { readonly args?: JsonObject } = {},
): BoundCall {
  const { args = {}, ...rest } = change;
  const tool = fixtureTool('tool', {}, rules);
  return {
    call: { id: 'call_1', name: 'tool', arguments: args },
    caller: callers.user,
    key: 'key-1',
    run: 'run-1',
    signal: undefined,
    approval: undefined,
    replayable: false,
    at: 0,
    // The clock of its world says what time it is.
    waited: true,
    tool,
    contract: contract('tool', {}, rules),
    handler: () => undefined,
    proposed: args,
    plain: false,
    args,
    validators: { input: () => true },
    flags: [],
    bound: true,
    ...rest,
  };
}

export interface TestWorld extends World {
  readonly env: VirtualEnv;
  readonly events: EventBody[];
}

export function testWorld(change: Partial<World> = {}): TestWorld {
  const env = virtualEnv();
  const events: EventBody[] = [];
  const world: TestWorld = {
    budget: new Budget(5_000, env),
    anew: () => world,
    tools: new Map(),
    limiter: memoryLimiter({ env }),
    localShare: undefined,
    ledger: memoryLedger({ env }),
    recorder: {
      record: (_, body) => void events.push(body),
      recordDurably: async (_, body) => void events.push(body),
      recordWith: async (_, body, __, store) => {
        events.push(body);
        return store(JSON.stringify(body));
      },
      healthy: true,
      close: async () => {},
    },
    givingBack: new Set(),
    slots: { take: async () => () => {} },
    app: () => undefined as never,
    root: '/',
    auditOnOutage: 'deny',
    dry: false,
    ...change,
    env,
    events,
  };
  return world;
}
