import type { Outcome } from '../call.js';
import { allOf } from '../loop/all-of.js';
import { countRepeats } from '../loop/repeats.js';
import type { RunOptions } from '../runtime-api.js';
import { ask } from './ask.js';
import { kept, toolCall } from './message.js';
import type { Answer, AssistantMessage, MadeCall } from './protocol.js';
import type { Run, StopReason } from './run.js';
import { openCalls, type Waiting } from './thread.js';
import { addUsage } from './usage.js';
import { checkpoint, end, type Work } from './work.js';

/** Asks the model and runs what it calls, until it is done, must wait or must stop. */
export async function drive(work: Work): Promise<Run> {
  const { thread } = work;
  for (;;) {
    if (openCalls(thread).length > 0 && (await answerCalls(work))) return end(work);
    thread.reason ??= mustStop(work);
    if (thread.reason) return end(work);
    const answer = await nextAnswer(work);
    if (answer) take(work, answer);
    else thread.reason = 'canceled';
    if (openCalls(thread).length === 0) return end(work);
    await checkpoint(work, 'running');
  }
}

function mustStop({ thread, signal }: Work): StopReason | null {
  if (signal?.aborted) return 'canceled';
  if (thread.cut === 'refusal' || thread.cut === 'content_filter') return thread.cut;
  return thread.turn >= thread.limit ? 'max_turns' : null;
}

/** Undefined when it was canceled. A failing model is the client's error, and the run can be resumed. */
async function nextAnswer(work: Work): Promise<Answer | undefined> {
  const turn = work.thread.turn + 1;
  work.emit({ type: 'turn', run: work.id, turn });
  try {
    const answer = await work.step(`turn ${turn}`, () => ask(work));
    // The SDK ends a stream quietly when it is aborted.
    return work.signal?.aborted ? undefined : answer;
  } catch (error) {
    if (work.signal?.aborted) return undefined;
    if (work.version > 0) await checkpoint(work, 'running');
    throw error;
  }
}

/** The message joins the transcript; whether its calls run is decided by how it ended. */
function take({ thread }: Work, answer: Answer): void {
  thread.turn += 1;
  thread.usage = addUsage(thread.usage, answer.usage);
  const message = kept(answer.message, thread.turn);
  thread.cut = cutBy(message, answer);
  thread.messages.push(message);
  if (openCalls(thread).length === 0) thread.reason = thread.cut;
}

/** A call in an answer that was cut off is no whole call, whatever it looks like. */
function cutBy({ refusal }: AssistantMessage, { finish }: Answer): StopReason | null {
  if (refusal) return 'refusal';
  if (finish === 'length' || finish === 'content_filter') return finish;
  return finish === 'stop' || finish === 'tool_calls' ? null : 'truncated';
}

/**
 * Every call of the last message is answered, once, in the order they were made; `sure` throws where an outcome is no
 * answer. True when one of them waits.
 */
export async function answerCalls(work: Work, sure = asItIs): Promise<boolean> {
  const { thread } = work;
  const made = openCalls(thread);
  const outcomes = await allOf(made.map((call, index) => runCall(work, call, index, sure)));
  const waiting: Waiting[] = [];
  for (const [index, call] of made.entries()) {
    const outcome = outcomes[index] as Outcome;
    if (outcome.status === 'pending') {
      const at = thread.messages.length;
      const { id: approval, tool, status } = outcome.approval;
      waiting.push({ approval, tool, at });
      if (status === 'pending') work.approvals.set(approval, outcome.approval);
    }
    thread.messages.push({ role: 'tool', tool_call_id: call.id, content: outcome.text });
  }
  thread.waiting = [...thread.waiting, ...waiting];
  if (countRepeats(thread.repeats, outcomes)) thread.reason = 'repeated_failures';
  return waiting.length > 0;
}

const asItIs = (outcome: Outcome): Outcome => outcome;

async function runCall(
  work: Work,
  made: MadeCall,
  index: number,
  sure: typeof asItIs,
): Promise<Outcome> {
  const { id: run, thread, runtime, emit } = work;
  const call = toolCall(made);
  emit({ type: 'call', id: call.id, name: call.name, arguments: String(call.arguments) });
  const options: RunOptions = {
    caller: work.caller,
    run,
    turn: thread.turn,
    index,
    ...(work.signal && { signal: work.signal }),
    ...refusal(made, thread.cut),
  };
  const outcome = await work.step(`turn ${thread.turn} call ${index}`, async () =>
    sure(await runtime.run(call, options)),
  );
  if (outcome.status === 'pending') {
    emit({ type: 'pending', id: call.id, approval: outcome.approval });
  } else emit({ type: 'outcome', id: call.id, outcome });
  return outcome;
}

/** No tool of ours takes free text, so a custom call can only name one that is not there. */
function refusal(made: MadeCall, cut: StopReason | null): Pick<RunOptions, 'refuse'> {
  if (cut) return { refuse: 'truncated' };
  return made.type === 'custom' ? { refuse: 'tool_not_found' } : {};
}
