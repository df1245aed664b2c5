import type { Approval } from '../call.js';
import type { Json } from '../json.js';
import type { RunRecord } from '../ledger/ledger.js';
import type { Repeats } from '../loop/repeats.js';
import { textOf } from './message.js';
import type { AssistantMessage, MadeCall, Message, Parameters, Usage } from './protocol.js';
import type { Run, StopReason } from './run.js';

/** A call that waits, and the placeholder that answers it until then. */
export interface Waiting {
  readonly approval: string;
  readonly tool: string;
  /** Position of the placeholder in the messages. */
  readonly at: number;
  /** Parameters that an approver changed before the call was asked about anew, as its tool is another by now. */
  readonly changed?: readonly string[];
}

/** The whole state of a run between two steps. JSON: this is what the ledger keeps. */
export interface Thread {
  readonly api: 'openai-chat';
  readonly model: string;
  readonly maxTurns: number;
  /** The run stops when `turn` reaches it; every resumption allows `maxTurns` more. */
  limit: number;
  /** Who saved it: a process that works on the run, made anew for each. */
  writer: string;
  /** How often the writer has tried to save it: one try may come through after it was given up. */
  tries: number;
  readonly parameters: Parameters;
  readonly messages: Message[];
  /** Model calls answered so far. */
  turn: number;
  usage: Usage;
  /** Why no call of the last message may run. */
  cut: StopReason | null;
  readonly repeats: Repeats;
  waiting: readonly Waiting[];
  reason: StopReason | null;
}

/** A copy as the ledger keeps it: JSON, with no member undefined. */
export const toState = (thread: Thread): Json => JSON.parse(JSON.stringify(thread));
// What was saved as a thread is one.
export const fromState = ({ state }: RunRecord): Thread =>
  structuredClone(state) as unknown as Thread;

const lastAnswer = (thread: Thread): AssistantMessage | undefined =>
  thread.messages.findLast((message) => message.role === 'assistant');

/** The calls of the last message, while nothing answers them. */
export function openCalls({ messages }: Thread): readonly MadeCall[] {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? (last.tool_calls ?? []) : [];
}

/** What the program gets. */
export function toRun(
  id: string,
  thread: Thread,
  status: Run['status'],
  approvals: readonly Approval[],
): Run {
  return {
    id,
    status,
    text: thread.turn > 0 ? textOf(lastAnswer(thread)) : '',
    messages: structuredClone(thread.messages),
    usage: thread.usage,
    approvals,
    ...(thread.reason && { reason: thread.reason }),
  };
}
