import { type Handlers, tools } from '../../generated/index.js';
import { memoryLedger } from '../../src/ledger/memory.js';
import { createRuntime } from '../../src/runtime.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import type { Caller } from '../../src/tool.js';

/** The compiled support desk in a virtual world, with handlers that only note that they ran. */
export function compiledDesk(tighten: { readonly disable?: readonly string[] } = {}) {
  const ran: string[] = [];
  const note = (name: string) => [name, () => void ran.push(name)];
  const handlers = Object.fromEntries(Object.keys(tools.tools).map(note)) as unknown as Handlers;
  const env = virtualEnv();
  const runtime = createRuntime({ tools, handlers, ledger: memoryLedger({ env }), env, tighten });
  return { runtime, env, ran };
}

export const person = (roles: readonly string[], customer_id?: string): Caller => ({
  id: 'ada',
  tenant: 'acme',
  roles,
  scopes: [],
  attributes: customer_id ? { customer_id } : {},
});

export const callers = {
  nobody: null,
  user: person([]),
  customer: person([], 'usr_204'),
  agent: person(['agent']),
  supervisor: person(['supervisor']),
  admin: person(['admin']),
} as const satisfies Record<string, Caller | null>;
export type Who = keyof typeof callers;
