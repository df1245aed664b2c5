import { SetupError } from '../error.js';
import { checkIdentity } from '../identity.js';
import { plainStep } from '../loop/step.js';
import { toldRun } from '../loop/told-run.js';
import type { Runtime } from '../runtime-api.js';
import { closed } from './history.js';
import { drive } from './loop.js';
import type { ChatEvent, ChatOptions, ResumeOptions, Run } from './run.js';
import type { Thread } from './thread.js';
import { noUsage } from './usage.js';
import type { Work } from './work.js';

export interface Listener {
  readonly streaming: boolean;
  readonly emit: (event: ChatEvent) => void;
}

/** Begins a run, and goes on as far as it can. */
export async function begin(
  runtime: Runtime,
  options: ChatOptions,
  listener: Listener,
): Promise<Run> {
  const { maxTurns = 12, step = plainStep } = options;
  if (!Number.isSafeInteger(maxTurns) || maxTurns < 1)
    throw new SetupError('invalid_option', `maxTurns is ${maxTurns}: give a whole number from 1`);
  // The run is stored for this caller before the first call.
  checkIdentity(options);
  const id = await step('run', async () => runtime.env.id());
  const thread: Thread = {
    api: 'openai-chat',
    model: options.model,
    maxTurns,
    limit: maxTurns,
    writer: id,
    tries: 0,
    parameters: options.parameters ?? {},
    messages: closed(options.messages, readsOf(runtime, options)),
    turn: 0,
    usage: noUsage,
    cut: null,
    repeats: {},
    waiting: [],
    reason: null,
  };
  const work = await workOn(runtime, options, { id, thread, version: 0, ...listener });
  try {
    return await toldRun(id, () => drive(work));
  } finally {
    await work.release?.();
  }
}

type Common = Pick<ResumeOptions, 'client' | 'caller' | 'signal' | 'step'>;

export const workOn = async (
  runtime: Runtime,
  { client, caller, signal, step }: Common,
  run: Pick<Work, 'id' | 'thread' | 'version' | 'streaming' | 'emit'>,
): Promise<Work> => ({
  ...run,
  runtime,
  client,
  caller,
  signal,
  step: step ?? plainStep,
  durable: step !== undefined,
  tools: await runtime.providerTools('openai-chat', caller),
  approvals: new Map(),
  release: undefined,
});

/** Whether a tool is one that the caller sees and that only reads. */
export function readsOf(
  runtime: Runtime,
  { caller }: Pick<Common, 'caller'>,
): (tool: string) => boolean {
  const reads = new Set(
    runtime.toolsFor(caller).flatMap(({ name, effect }) => (effect === 'read' ? [name] : [])),
  );
  return (tool) => reads.has(tool);
}
