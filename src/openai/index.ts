import type { Runtime } from '../runtime-api.js';
import { begin } from './begin.js';
import { type ChatStream, chatStream } from './events.js';
import { resume } from './resume.js';
import type { ChatOptions, ResumeOptions, Run } from './run.js';

export type { Step } from '../loop/step.js';
export type { ChatStream } from './events.js';
export type { ChatClient, Message, Parameters, Usage } from './protocol.js';
export type { ChatEvent, ChatOptions, ResumeOptions, Run, StopReason } from './run.js';

/** The model loop over OpenAI's Chat Completions, and every server that speaks it. */
export interface Chat {
  /**
   * Asks the model, runs what it calls, and so on. Throws an error of the client (no network, HTTP 4xx or 5xx) and
   * `SetupError`: `invalid_option`. What ends a run in its middle has the run's id as `run`: where a tool was called,
   * `resume` goes on with it.
   */
  (runtime: Runtime, options: ChatOptions): Promise<Run>;
  /** The same, streamed: events while it happens. */
  stream(runtime: Runtime, options: ChatOptions): ChatStream;
  /**
   * Goes on with a run that waits for approvals, in any process that shares the ledger, or whose process died. Runs
   * what was decided; what was approved and could not begin waits on. A run that is over is returned as it ended.
   * Throws `SetupError`: `invalid_option`, `ledger_required`, `run_not_found`, `caller_mismatch`, `run_taken` (somebody
   * else goes on with it), `run_finished` (with `messages`); and `StoreError` where a store cannot say what came of a
   * call: the run can be resumed again.
   */
  resume(runtime: Runtime, runId: string, options: ResumeOptions): Promise<Run>;
}

const silent = { streaming: false, emit: () => {} };

/** The model loop over OpenAI's Chat Completions: `chat`, `chat.stream` and `chat.resume`, as `Chat` says. */
export const chat: Chat = Object.assign(
  (runtime: Runtime, options: ChatOptions) => begin(runtime, options, silent),
  {
    stream: (runtime: Runtime, options: ChatOptions) =>
      chatStream((emit) => begin(runtime, options, { streaming: true, emit })),
    resume,
  },
);
