import type { Approval, Outcome, ToolCall } from '../../../src/call.js';
import { errorTable, SetupError } from '../../../src/error.js';
import type { Ledger, RunRecord } from '../../../src/ledger/ledger.js';
import type { RunOptions, Runtime } from '../../../src/runtime-api.js';
import { virtualEnv } from '../../../src/testing/index.js';
import type { Caller } from '../../../src/tool.js';

/** A runtime in small, for tests of the loop alone: what a tool does is in its name. */

export const ada: Caller = { id: 'ada', tenant: 'acme', roles: [], scopes: [], attributes: {} };

const tool = (name: string) => ({
  type: 'function',
  function: { name, description: name, parameters: { type: 'object', properties: {} } },
});

/** Runs and leases, as the ledger's contract has them. */
export function runStore(): Ledger & { readonly saved: RunRecord[] } {
  const runs = new Map<string, RunRecord>();
  const leases = new Map<string, string>();
  const saved: RunRecord[] = [];
  const store: Partial<Ledger> & { saved: RunRecord[] } = {
    saved,
    async saveRun(record) {
      if ((runs.get(record.id)?.version ?? 0) !== record.version - 1) return false;
      runs.set(record.id, structuredClone(record));
      saved.push(structuredClone(record));
      return true;
    },
    run: async (id) => structuredClone(runs.get(id)),
    async acquire(name, owner) {
      if (leases.has(name)) return undefined;
      leases.set(name, owner);
      return { fence: 1 };
    },
    renew: async (name, owner) => leases.get(name) === owner,
    async free(name, owner) {
      if (leases.get(name) === owner) leases.delete(name);
    },
  };
  // The loop uses nothing else of a ledger.
  return store as Ledger & { saved: RunRecord[] };
}

export interface StandIn extends Runtime {
  /** Names of the calls that ran, in the order they began. */
  readonly ran: string[];
  readonly asked: { readonly call: ToolCall; readonly options: RunOptions }[];
  decide(status: 'approved' | 'rejected'): void;
}

export function standIn(
  names: readonly string[] = ['read', 'fail', 'ask'],
  ledger: Ledger | undefined = runStore(),
  shared = { approvals: new Map<string, Approval>(), results: new Map<string, Outcome>() },
): StandIn {
  const env = virtualEnv();
  const ran: string[] = [];
  const asked: StandIn['asked'] = [];
  const { approvals, results } = shared;

  const base = (call: ToolCall, key: string, text: string) => ({
    key,
    call,
    text,
    content: [{ type: 'text' as const, text }],
  });
  const refused = (call: ToolCall, key: string, code: keyof typeof errorTable): Outcome => {
    const { message, retry } = errorTable[code];
    const text = JSON.stringify({ error: { code, message, retry } });
    return { ...base(call, key, text), status: 'failed', error: { code, message, retry } };
  };
  const done = (call: ToolCall, key: string): Outcome => {
    ran.push(call.name);
    return { ...base(call, key, `${call.name} did it`), status: 'completed', value: null };
  };
  const propose = (call: ToolCall, key: string, run: string): Outcome => {
    const id = `ap:${key}`;
    const found = approvals.get(id);
    // Only what the loop reads.
    const approval =
      found ?? ({ id, status: 'pending', tool: call.name, run, key, call } as unknown as Approval);
    approvals.set(id, approval);
    const text = JSON.stringify({ status: 'pending', approval: id });
    return { ...base(call, key, text), status: 'pending', approval };
  };

  const runtime: Partial<StandIn> = {
    ran,
    asked,
    env,
    ledger,
    async run(call, options) {
      asked.push({ call, options });
      const { run = '', turn, index, refuse, signal } = options;
      const key = `${run}/${turn}/${index}`;
      if (refuse) return refused(call, key, refuse);
      if (signal?.aborted) return refused(call, key, 'canceled');
      if (call.name.startsWith('ask')) return propose(call, key, run);
      if (call.name === 'fail') return refused(call, key, 'handler_failed');
      return names.includes(call.name) ? done(call, key) : refused(call, key, 'tool_not_found');
    },
    async resume(id) {
      const approval = approvals.get(id);
      if (!approval) throw new SetupError('approval_not_found', id);
      const before = results.get(id);
      if (before) return before;
      const outcome =
        approval.status === 'approved'
          ? done(approval.call as ToolCall, approval.key)
          : refused(approval.call as ToolCall, approval.key, 'approval_rejected');
      results.set(id, outcome);
      return outcome;
    },
    toolsFor: () =>
      names.map((name) => ({
        name,
        description: name,
        effect: name === 'read' ? 'read' : 'write',
        permission: 'any',
        hash: name,
      })),
    providerTools: async <Entry>() => names.map(tool) as Entry[],
    approvals: { get: async (id: string) => approvals.get(id) } as Runtime['approvals'],
    decide(status) {
      for (const [id, approval] of approvals)
        if (approval.status === 'pending') approvals.set(id, { ...approval, status });
    },
  };
  return runtime as StandIn;
}
