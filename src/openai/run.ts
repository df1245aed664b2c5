import type { Approval, Outcome } from '../call.js';
import type { Step } from '../loop/step.js';
import type { Caller } from '../tool.js';
import type { ChatClient, Message, Parameters, Usage } from './protocol.js';

/** Why a run stopped before the model was done. */
export type StopReason =
  /** `maxTurns` answers were asked for. The calls of the last one were run and answered. */
  | 'max_turns'
  /** One call with the same arguments failed in three turns. */
  | 'repeated_failures'
  /** The signal was aborted. */
  | 'canceled'
  /** The model declined. */
  | 'refusal'
  /** The answer, one without calls, was cut off: by the token limit, by the provider's filter, or by a lost end. */
  | 'length'
  | 'content_filter'
  | 'truncated';

/** A run as far as it went. */
export interface Run {
  /** For `chat.resume`, and the audit log. */
  readonly id: string;
  /**
   * `pending`: waits for people; `approvals` says what for, and `chat.resume` goes on. With none left, a call that was
   * approved could not begin (`exclusive`, `concurrency`, a store): resume it again.
   */
  readonly status: 'completed' | 'pending' | 'stopped';
  /** What the model said last; partial or empty where the run stopped. */
  readonly text: string;
  /** The whole transcript, valid as it stands: every call is answered once. */
  readonly messages: readonly Message[];
  /** The sum over all model calls of the run. */
  readonly usage: Usage;
  /** Undecided ones. */
  readonly approvals: readonly Approval[];
  /** Of a run that stopped. */
  readonly reason?: StopReason;
}

/** What happens in a run, as it happens. */
export type ChatEvent =
  /** The model is asked; turns count from 1. */
  | { readonly type: 'turn'; readonly run: string; readonly turn: number }
  /** A piece of what the model says. */
  | { readonly type: 'text'; readonly text: string }
  /** A tool call goes to the runtime, with its arguments as the model wrote them. */
  | {
      readonly type: 'call';
      readonly id: string;
      readonly name: string;
      readonly arguments: string;
    }
  /** How it ended; `outcome.text` is what the model reads. */
  | { readonly type: 'outcome'; readonly id: string; readonly outcome: Outcome }
  /** A call waits for a person. */
  | { readonly type: 'pending'; readonly id: string; readonly approval: Approval }
  | { readonly type: 'done'; readonly run: Run };

interface Common {
  /** An OpenAI client; its own settings (retries, timeouts, base address) hold for every model call. */
  readonly client: ChatClient;
  /** Who the model acts for; decides which tools it sees. */
  readonly caller: Caller | null;
  /** Cancels the model call and the tools at work; calls not yet answered are answered `canceled`. */
  readonly signal?: AbortSignal;
  /** A durable engine's own step. Default: a plain call. */
  readonly step?: Step;
}

/** What `chat` takes. */
export interface ChatOptions extends Common {
  /** Its name, as the provider has it. */
  readonly model: string;
  /** The conversation so far. A call in it that has no answer is closed; nothing in it runs or approves anything. */
  readonly messages: readonly Message[];
  /** How often the model may be asked: a whole number from 1. Default 12. */
  readonly maxTurns?: number;
  /**
   * Anything else of the request: temperature, reasoning_effort, parallel_tool_calls, …. A `tool_choice` that forces a
   * call holds for the first turn and is `auto` afterwards.
   */
  readonly parameters?: Parameters;
}

/** What `chat.resume` takes. */
export interface ResumeOptions extends Common {
  /** What the user said since; the model hears it even while calls still wait. */
  readonly messages?: readonly Message[];
}
