import type { Outcome } from '../../src/call.js';
import type { ToolError } from '../../src/error.js';
import type { JsonObject } from '../../src/json.js';
import type { Runtime } from '../../src/runtime-api.js';
import type { Context } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

/** The tools whose process dies, and what is asked of them: one call of every kind that the ledger tells apart. */

const id = { type: 'string', minLength: 1 } as const;
const input: JsonObject = {
  type: 'object',
  properties: { id, order: id },
  required: ['id'],
  additionalProperties: false,
};
type Args = { readonly id: string; readonly order?: string };
type Result = { readonly done: string };

const approval = { expiresMs: 86_400_000, by: { roles: ['supervisor'] } } as const;
const granting = {
  name: 'granting',
  authenticated: true,
  approval: { ...approval, grants: { forMs: 86_400_000, max: 1 } },
} as const;

const look = fixtureTool<'look', Args, Result>('look', { input });
const peruse = fixtureTool<'peruse', Args, Result>(
  'peruse',
  { input },
  { permission: levels.write_requires_approval },
);
const write = fixtureTool<'write', Args, Result>(
  'write',
  { input },
  { effect: 'write', permission: levels.write_requires_approval },
);
const refund = fixtureTool<'refund', Args, Result>(
  'refund',
  { input },
  {
    effect: 'write',
    permission: granting,
    exclusive: expression('args.order', ({ args }) => args?.order),
    idempotencyKey: { key: expression('args.id', ({ args }) => args?.id), ttlMs: 86_400_000 },
    concurrency: 1,
    errors: { refused: { message: 'Not this one.', retry: 'never' } },
  },
);
const publish = fixtureTool<'publish', Args, Result>(
  'publish',
  { input },
  { effect: 'write', permission: levels.write_requires_approval, idempotent: true },
);
export const tools = toolset({ look, peruse, write, refund, publish });

/** What a handler does to the world outside the ledger; `held` resolves when its lease was renewed. */
export interface World {
  effect(line: { readonly step: string; readonly key: string; readonly once: string }): void;
  held(): Promise<void>;
}

export function handlers(world: World) {
  const act =
    (tool: string) =>
    async ({ id: step }: Args, context: Context): Promise<Result> => {
      const { key, idempotencyKey: once } = context;
      if (step === 'refused') throw refund.error('refused') as ToolError;
      if (tool === 'refund' && step === 'money') await world.held();
      world.effect({ step: `${tool} ${step}`, key, once });
      return { done: step };
    };
  return {
    look: look.handler(act('look')),
    peruse: peruse.handler(act('peruse')),
    write: write.handler(act('write')),
    refund: refund.handler(act('refund')),
    publish: publish.handler(act('publish')),
  };
}

export interface Step {
  readonly key: string;
  readonly tool: keyof typeof tools.tools;
  readonly args: Args;
  /** With the approval a standing grant for one more call is given. */
  readonly grant?: true;
}

export const steps: readonly Step[] = [
  { key: 'look', tool: 'look', args: { id: 'weather' } },
  { key: 'peruse', tool: 'peruse', args: { id: 'secret' } },
  { key: 'write', tool: 'write', args: { id: 'letter' } },
  { key: 'refund', tool: 'refund', args: { id: 'money', order: 'o-1' }, grant: true },
  { key: 'again', tool: 'refund', args: { id: 'money', order: 'o-1' } },
  { key: 'granted', tool: 'refund', args: { id: 'refused', order: 'o-2' } },
  { key: 'publish', tool: 'publish', args: { id: 'page' } },
];

const grant = { forMs: 86_400_000, max: 1 };

/** One step to its end, however far an earlier process came with it: a person agrees whenever one is asked. */
export async function take(runtime: Runtime, step: Step): Promise<Outcome> {
  const { tool: name, args, key } = step;
  const call = { id: `call-${key}`, name, arguments: { ...args } };
  let outcome = await runtime.run(call, { caller: callers.agent, key });
  while (outcome.status === 'pending') {
    const { id: asked, status } = outcome.approval;
    const decision = { by: callers.supervisor, ...(step.grant && { grant }) };
    if (status === 'pending') await runtime.approvals.approve(asked, decision);
    outcome = await runtime.resume(asked, { caller: callers.agent });
  }
  return outcome;
}
