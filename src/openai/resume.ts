import type { Approval, Outcome } from '../call.js';
import { SetupError, StoreError } from '../error.js';
import { checkIdentity } from '../identity.js';
import type { RunRecord } from '../ledger/ledger.js';
import { allOf } from '../loop/all-of.js';
import { countRepeats } from '../loop/repeats.js';
import { ledgerOf, runTaken, savedRun } from '../loop/saved-run.js';
import { plainStep } from '../loop/step.js';
import { toldRun } from '../loop/told-run.js';
import type { Runtime } from '../runtime-api.js';
import { readsOf, workOn } from './begin.js';
import { closed } from './history.js';
import { answerCalls, drive } from './loop.js';
import { changedBy, notice } from './notice.js';
import type { ResumeOptions, Run } from './run.js';
import { fromState, openCalls, type Thread, toRun, type Waiting } from './thread.js';
import { claim, end, save, type Work } from './work.js';

/** Goes on with a run that waits, or whose process died. */
export async function resume(runtime: Runtime, id: string, options: ResumeOptions): Promise<Run> {
  // Found later, it would leave the run in its middle.
  checkIdentity(options);
  const step = options.step ?? plainStep;
  const found = await step('load', () => savedRun(runtime, id, options.caller));
  if (isOver(found)) return over(found, options);
  if (options.step && found.status === 'running') throw runTaken(id);
  const work = await workAgain(runtime, options, found);
  await claim(work);
  try {
    return await toldRun(id, () => goOn(work, options));
  } finally {
    await work.release?.();
  }
}

const isOver = ({ status }: RunRecord): boolean => status === 'completed' || status === 'stopped';

function over(record: RunRecord, { messages }: ResumeOptions): Run {
  if (!messages?.length) return toRun(record.id, threadOf(record), statusOf(record), []);
  throw new SetupError(
    'run_finished',
    `run ${JSON.stringify(record.id)} is over; begin a new one with its messages and yours`,
  );
}

const statusOf = ({ status }: RunRecord): Run['status'] =>
  status === 'completed' ? 'completed' : 'stopped';

function threadOf(record: RunRecord): Thread {
  const thread = fromState(record);
  if (thread.api === 'openai-chat') return thread;
  throw new SetupError(
    'wrong_loop',
    `run ${JSON.stringify(record.id)} was begun by another model loop; resume it there`,
  );
}

async function workAgain(
  runtime: Runtime,
  options: ResumeOptions,
  record: RunRecord,
): Promise<Work> {
  const thread = threadOf(record);
  thread.limit = thread.turn + thread.maxTurns;
  thread.writer = await (options.step ?? plainStep)('writer', async () => runtime.env.id());
  thread.tries = 0;
  const { id, version } = record;
  return workOn(runtime, options, { id, version, thread, streaming: false, emit: () => {} });
}

async function goOn(work: Work, options: ResumeOptions): Promise<Run> {
  const { thread, runtime } = work;
  const found = await Promise.all(thread.waiting.map((waiting) => look(work, waiting)));
  const news = closed(options.messages ?? [], readsOf(runtime, options));
  const decided = found.some((approval) => approval?.status !== 'pending');
  const nothingNew = !decided && news.length === 0 && openCalls(thread).length === 0;
  if (nothingNew && thread.waiting.length > 0) return unchanged(work);
  begunAnew(thread);
  await save(work, 'running');
  const waited = thread.waiting;
  // Before anything else joins the transcript: an answer stands right after its call.
  if (openCalls(thread).length > 0) await answerCalls(work, sure);
  // What a process asked that died may be decided by now, with other arguments, which only a resumption runs.
  const made = thread.waiting.slice(waited.length);
  const since = await Promise.all(made.map((waiting) => look(work, waiting)));
  thread.waiting = await settle(work, thread.waiting, [...found, ...since]);
  thread.messages.push(...news);
  return thread.waiting.length > 0 && news.length === 0 ? end(work) : drive(work);
}

/**
 * These calls may have begun in a process that died, and what a person agreed to is to run: that a store was down is no
 * answer to them. The model would make them once more, as others. The run stays as it was, to be resumed again.
 */
function sure(outcome: Outcome): Outcome {
  if (outcome.status !== 'failed' || outcome.error.code !== 'store_unavailable') return outcome;
  const message = `a store cannot say what came of a call of ${outcome.call.name}: resume the run again`;
  throw new StoreError('ledger', message);
}

/** What stopped the run while it waited stopped that one resumption, and not what is decided since. */
function begunAnew(thread: Thread): void {
  thread.reason = null;
  if (openCalls(thread).length === 0) thread.cut = null;
}

const unchanged = ({ id, thread, approvals }: Work): Run =>
  toRun(id, thread, 'pending', [...approvals.values()]);

async function look(work: Work, { approval: id }: Waiting): Promise<Approval | undefined> {
  const found = await work.step(
    `approval ${id}`,
    async () => (await work.runtime.approvals.get(id)) ?? null,
  );
  if (found?.status === 'pending') work.approvals.set(id, found);
  return found ?? undefined;
}

/** Runs what was decided; returns what still waits. */
async function settle(
  work: Work,
  waited: readonly Waiting[],
  found: readonly (Approval | undefined)[],
): Promise<readonly Waiting[]> {
  const outcomes = await allOf(
    waited.map(async ({ approval: id }, at) =>
      found[at]?.status === 'pending' ? null : work.step(`resume ${id}`, () => resumed(work, id)),
    ),
  );
  // A model may ask for what was rejected again and again, and each time a person is asked.
  const ended = outcomes.filter((outcome) => outcome !== null);
  if (countRepeats(work.thread.repeats, ended)) work.thread.reason = 'repeated_failures';
  return waited.flatMap((waiting, at) => {
    const outcome = outcomes[at];
    if (!outcome) return [waiting];
    const changed = [...new Set([...(waiting.changed ?? []), ...changedBy(found[at])])];
    return answered(work, waiting, outcome, changed);
  });
}

/**
 * Null: it could not begin, since its key or its place was another's or a store was out. What a person agreed to is not
 * lost for that: it waits on, and is resumed again while the approval lasts.
 */
async function resumed({ caller, signal, runtime }: Work, id: string): Promise<Outcome | null> {
  const outcome = await runtime.resume(id, { caller, ...(signal && { signal }) });
  const later = outcome.status === 'failed' && outcome.error.retry === 'later';
  // One that ran may have ended in such words, too.
  return later && !(await ledgerOf(runtime).call(outcome.key)) ? null : sure(outcome);
}

/**
 * The outcome takes the place of the placeholder, so that the model reads an ordinary answer. Once the user has spoken
 * after it, the placeholder has been read, and a notice says how it ended. One follows, too, where an approver changed
 * the arguments: `changed` names them.
 */
function answered(
  { thread, approvals }: Work,
  waiting: Waiting,
  outcome: Outcome,
  changed: readonly string[],
): Waiting[] {
  const { messages } = thread;
  const { at } = waiting;
  const placeholder = messages[at];
  const read = messages.slice(at + 1).some(({ role }) => role === 'user');
  if (!read && placeholder?.role === 'tool')
    messages[at] = { ...placeholder, content: outcome.text };
  if (read || (changed.length > 0 && outcome.status !== 'pending'))
    messages.push(notice(waiting, outcome, changed));
  if (outcome.status !== 'pending') return [];
  approvals.set(outcome.approval.id, outcome.approval);
  return [{ ...waiting, approval: outcome.approval.id, ...(changed.length > 0 && { changed }) }];
}
