import type { Ledger } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Caller, Contract } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { expression, fixtureTool, toolset } from '../../fixture/tool.js';

/** One tool that a person must agree to, and what its handler did. */

const text = { type: 'string', minLength: 1, maxLength: 200 } as const;
const schema = {
  type: 'object',
  properties: { to: text, amount: { type: 'number' }, note: text, lines: { type: 'array' } },
  required: ['to', 'amount'],
  additionalProperties: false,
} as const;

export const wireLevel = {
  name: 'wire',
  authenticated: true,
  approval: {
    expiresMs: 86_400_000,
    by: { roles: ['supervisor'] },
    distinct: true,
    grants: {
      forMs: 3_600_000,
      max: 5,
      when: expression('args.amount <= 100.0', ({ args }) => Number(args?.amount) <= 100),
    },
  },
} as const;

export const args = { to: 'Ada Lovelace', amount: 20.5, note: 'thanks', lines: [1, { a: 'b' }] };
export const ada: Caller = callers.user;
export const { supervisor } = callers;

export function wire(
  options: { readonly ledger?: Ledger; readonly contract?: Partial<Contract> } = {},
) {
  // Runtimes that share a ledger never make the same id.
  const env = { ...virtualEnv(), id: () => crypto.randomUUID() };
  const ledger = options.ledger ?? memoryLedger({ env });
  const ran: unknown[] = [];
  const contract = { effect: 'write', permission: wireLevel, ...options.contract } as const;
  const tools = toolset({ wire: fixtureTool('wire', { input: schema }, contract) });
  const handlers = { wire: (input: never) => ran.push(input) };
  const runtime = createRuntime({ tools, handlers, ledger, env } as never);
  const call = (given: object | string = args, options: object = {}) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    return runtime.run({ id: 'c', name: 'wire', arguments: text }, { caller: ada, ...options });
  };
  return { runtime, ledger, env, ran, call };
}

/** Asks, and says which approval it waits for. */
export async function asked(outcome: ReturnType<ReturnType<typeof wire>['call']>): Promise<string> {
  const answered = await outcome;
  if (answered.status !== 'pending') throw new TypeError(`not asked: ${answered.text}`);
  return answered.approval.id;
}
