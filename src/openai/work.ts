import type { OpenAI } from 'openai';
import type { Approval } from '../call.js';
import { hold } from '../loop/hold.js';
import { recordOf, runTaken } from '../loop/saved-run.js';
import type { Step } from '../loop/step.js';
import type { Runtime } from '../runtime-api.js';
import type { Caller } from '../tool.js';
import type { ChatClient } from './protocol.js';
import type { ChatEvent, Run } from './run.js';
import { type Thread, toRun, toState } from './thread.js';

/** A run at work: its thread, and what works on it. */
export interface Work {
  readonly id: string;
  readonly runtime: Runtime;
  readonly client: ChatClient;
  readonly caller: Caller | null;
  readonly signal: AbortSignal | undefined;
  readonly step: Step;
  /** The engine that gave the steps runs each run once; without one, a lease keeps others away. */
  readonly durable: boolean;
  /** The tools this caller sees, the same bytes every turn. */
  readonly tools: readonly OpenAI.ChatCompletionTool[];
  readonly streaming: boolean;
  readonly emit: (event: ChatEvent) => void;
  readonly thread: Thread;
  /** Of what the ledger keeps; 0: nothing yet. */
  version: number;
  /** Undecided, by id. */
  readonly approvals: Map<string, Approval>;
  release: (() => Promise<void>) | undefined;
}

/** Keeps the run to this process, until `work.release`. */
export async function claim(work: Work): Promise<void> {
  const { ledger, env } = work.runtime;
  if (!ledger || work.durable || work.release) return;
  work.release = await hold(ledger, env, work.id);
  if (!work.release) throw runTaken(work.id);
}

/** Saves the thread as it is. Throws `run_taken` when somebody else went on with the run. */
export async function save(work: Work, status: 'running' | Run['status']): Promise<void> {
  const { ledger } = work.runtime;
  if (!ledger) return;
  await claim(work);
  const { thread } = work;
  const version = work.version + 1;
  thread.tries += 1;
  const record = { id: work.id, version, status, state: toState(thread) };
  const saved = await work.step(`save ${version}`, async () => {
    if (await ledger.saveRun(recordOf(work.caller, record))) return 'this';
    const stored = await ledger.run(work.id);
    // What was saved as a thread is one.
    const { writer, tries } = (stored?.state ?? {}) as Partial<Thread>;
    if (stored?.version !== version || writer !== thread.writer) return 'another';
    return tries === thread.tries ? 'this' : 'earlier';
  });
  if (saved === 'another') throw runTaken(work.id);
  work.version = version;
  // A save that was given up came through after all: what the run has come to since is the next one.
  if (saved === 'earlier') await save(work, status);
}

/**
 * Saves where the run could go on after a crash. With the store down the run goes on without: what must not happen
 * without a store, the runtime refuses call by call.
 */
export async function checkpoint(work: Work, status: 'running' | Run['status']): Promise<void> {
  try {
    await save(work, status);
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'run_taken') throw error;
  }
}

/** The run is over, or waits. What waits must be kept; the rest is kept if anything of the run was. */
export async function end(work: Work): Promise<Run> {
  const { thread } = work;
  const waits = thread.waiting.length > 0;
  const status = waits ? 'pending' : thread.reason ? 'stopped' : 'completed';
  if (waits) await save(work, status);
  else if (work.version > 0) await checkpoint(work, status);
  const undecided = thread.waiting.flatMap(({ approval }) => work.approvals.get(approval) ?? []);
  const run = toRun(work.id, thread, status, undecided);
  work.emit({ type: 'done', run });
  return run;
}
