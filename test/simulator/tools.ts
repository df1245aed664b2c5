import type { Caller } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

/** The tools of the simulator, and beside them what is right, written down a second time and plainly. */

export interface Args {
  readonly id: string;
  readonly amount: number;
}
const schemas = {
  input: {
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 8 },
      amount: { type: 'integer', minimum: 1, maximum: 9 },
    },
    required: ['id', 'amount'],
    additionalProperties: false,
  },
} as const;
export const valid = (args: unknown): boolean => {
  const { id, amount, ...rest } = args as Record<string, unknown>;
  const named = typeof id === 'string' && id.length > 0 && id.length <= 8;
  const counted = Number.isInteger(amount) && Number(amount) >= 1 && Number(amount) <= 9;
  return named && counted && Object.keys(rest).length === 0;
};

const isAgent = expression('"agent" in caller.roles', ({ caller }) =>
  caller?.roles.includes('agent'),
);
const reads = { name: 'reads', limit: 2, perMs: 10_000, by: 'user', onOutage: 'deny' } as const;
const writes = {
  ...{ name: 'writes', limit: 3, perMs: 20_000, burst: 2, cost: 1 },
  ...({ by: 'tenant', onOutage: 'deny' } as const),
};
/** What an outage of the limiter leaves of them: a part of the limit for each process; everything. */
export const shared = {
  ...{ name: 'shared', limit: 2, perMs: 20_000, burst: 2 },
  ...({ by: 'tenant', onOutage: 'local_share' } as const),
};
const open = { name: 'open', limit: 3, perMs: 10_000, by: 'tenant', onOutage: 'allow' } as const;
const approved = {
  ...levels.write_requires_approval,
  approval: { expiresMs: 60_000, by: { roles: ['supervisor'] }, grants: { forMs: 90_000, max: 2 } },
};
const fourEyes = {
  ...levels.admin_only,
  approval: { ...levels.admin_only.approval, expiresMs: 60_000 },
};
const errors = { refused: { message: 'Not now.', retry: 'later' } } as const;
const timeoutMs = 8_000;

const read = fixtureTool<'read', Args>('read', schemas, {
  ...{ limits: [reads], timeoutMs, retry: { attempts: 2, backoffMs: 100 } },
});
const write = fixtureTool<'write', Args>('write', schemas, {
  ...{
    effect: 'write',
    permission: levels.write,
    allow: isAgent,
    limits: [writes],
    errors,
    timeoutMs,
  },
});
const pay = fixtureTool<'pay', Args>('pay', schemas, {
  ...{ effect: 'write', permission: levels.write, allow: isAgent, errors, timeoutMs },
  exclusive: expression('args.amount', ({ args }) => args?.amount),
  idempotencyKey: { key: expression('args.id', ({ args }) => args?.id), ttlMs: 86_400_000 },
});
const order = fixtureTool<'order', Args>('order', schemas, {
  ...{ effect: 'write', permission: approved, limits: [writes], errors, timeoutMs },
});
const peruse = fixtureTool<'peruse', Args>('peruse', schemas, { permission: approved, timeoutMs });
const publish = fixtureTool<'publish', Args>('publish', schemas, {
  forbid: expression(
    'args.amount == 2 && !("agent" in caller.roles)',
    ({ args, caller }) => args?.amount === 2 && !caller?.roles.includes('agent'),
  ),
  ...{ effect: 'write', permission: levels.write, idempotent: true, errors, timeoutMs },
  retry: { attempts: 3, backoffMs: 100 },
});
const erase = fixtureTool<'erase', Args>('erase', schemas, {
  ...{ effect: 'destructive', permission: fourEyes, errors, timeoutMs },
});

/** Everything at once: its approval may be used and its call come no further. */
const settle = fixtureTool<'settle', Args>('settle', schemas, {
  ...{ effect: 'write', permission: approved, limits: [writes], errors, timeoutMs, concurrency: 1 },
  exclusive: expression('args.amount', ({ args }) => args?.amount),
  idempotencyKey: { key: expression('args.id', ({ args }) => args?.id), ttlMs: 86_400_000 },
});
const browse = fixtureTool<'browse', Args>('browse', schemas, { limits: [shared], timeoutMs });
const glance = fixtureTool<'glance', Args>('glance', schemas, { limits: [open], timeoutMs });

export const tools = toolset({
  ...{ browse, glance, read, write, pay, order, settle, peruse, publish, erase },
});
export type ToolName = keyof typeof tools.tools;
export const names = Object.keys(tools.tools) as ToolName[];
const { agent, admin, user, supervisor, otherAdmin, stranger } = callers;
export const people = [
  agent,
  agent,
  agent,
  agent,
  admin,
  user,
  supervisor,
  otherAdmin,
  stranger,
  null,
];
export const approvers = [callers.supervisor, callers.admin, callers.otherAdmin, callers.user];

interface Truth {
  readonly permitted: (caller: Caller | null, args: Args) => boolean;
  readonly approver?: (by: Caller, asker: string | null) => boolean;
  readonly reads?: true;
  readonly idempotent?: true;
  readonly limit?: true;
  /** Its calls wait for one another: for the same request, for an exclusive key, for a place. */
  readonly waits?: true;
}
const has = (role: string) => (caller: Caller | null) => caller?.roles.includes(role) === true;
const signedIn = (caller: Caller | null) => caller !== null;

export const truth: Readonly<Record<ToolName, Truth>> = {
  read: { permitted: signedIn, reads: true, idempotent: true, limit: true },
  write: { permitted: has('agent'), limit: true },
  browse: { permitted: signedIn, reads: true, idempotent: true },
  glance: { permitted: signedIn, reads: true, idempotent: true },
  pay: { permitted: has('agent'), waits: true },
  settle: { permitted: signedIn, approver: has('supervisor'), limit: true, waits: true },
  order: { permitted: signedIn, approver: has('supervisor'), limit: true },
  peruse: { permitted: signedIn, approver: has('supervisor'), reads: true, idempotent: true },
  publish: {
    permitted: (caller, { amount }) => signedIn(caller) && (amount !== 2 || has('agent')(caller)),
    idempotent: true,
  },
  erase: { permitted: has('admin'), approver: (by, asker) => has('admin')(by) && by.id !== asker },
};

export const declared = (tool: ToolName): Error =>
  truth[tool].reads ? new Error('hunter2') : tools.tools[tool].error('refused');
