import type { Outcome } from '../../../src/call.js';
import { errorTable } from '../../../src/error.js';
import { all, type Rule } from '../check.js';
import type { History } from '../history.js';
import { truth } from '../tools.js';

const codeOf = (outcome: Outcome): string =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status;
const saysNothingRan = (code: string): boolean =>
  Object.hasOwn(errorTable, code) &&
  errorTable[code as keyof typeof errorTable].message.includes('Nothing was run');

const died = (history: History) => new Set(all(history, 'crash').map(({ process }) => process));

/** Every call is answered exactly once, and the answer is true. */
export const answers: Rule = (history, complain) => {
  const dead = died(history);
  const ends = [...all(history, 'answer'), ...all(history, 'threw')];
  for (const { ask, process, resumes, last, tool } of all(history, 'ask')) {
    const mine = ends.filter((end) => end.ask === ask);
    if (mine.length > 1 || (mine.length === 0 && !dead.has(process)))
      complain(`ask ${ask} was answered ${mine.length} times`);
    const [end] = mine;
    if (end?.type === 'threw') {
      const told = resumes !== undefined && /^(SetupError|StoreError)$/.test(end.name);
      if (!told || last) complain(`ask ${ask} threw ${end.name}`);
    } else if (end && tool) {
      const code = codeOf(end.outcome);
      const ran = history.some((seen) => seen.type === 'start' && seen.ask === ask);
      if (ran && saysNothingRan(code)) complain(`ask ${ask} ran and was told ${code}`);
      const vague = /^(timed_out|canceled|handler_failed)$/.test(code);
      if (ran && vague && !truth[tool].idempotent) complain(`a write that ran was told ${code}`);
      // Those that wait for one another are all resumed at once.
      const held = code === 'busy' && truth[tool].waits;
      if (last && !held && /^(busy|store_unavailable|policy_failed|approval_expired)$/.test(code))
        complain(`an approval was lost: ${tool} was told ${code}`);
    }
  }
};

/** One intent and one outcome a call, in every ending. */
export const audited: Rule = (history, complain) => {
  const dead = died(history);
  const asked = new Map(all(history, 'ask').map((ask) => [ask.ask, ask]));
  const expected = new Map<string, number>();
  const cutOff = new Set<string>();
  for (const { ask, outcome } of all(history, 'answer')) {
    const count = outcome.status === 'pending' ? 0 : 1;
    expected.set(outcome.key, (expected.get(outcome.key) ?? 0) + count);
    // What a process had not written when it died is missing, and only that.
    if (dead.has(asked.get(ask)?.process ?? -1)) cutOff.add(outcome.key);
  }
  const unanswered = all(history, 'ask').some(
    ({ ask, process }) =>
      dead.has(process) && !history.some((seen) => seen.type === 'answer' && seen.ask === ask),
  );
  const intents = recorded(history, 'intent');
  const outcomes = recorded(history, 'outcome');
  // What is answered from the ledger under its own key was asked before.
  const ran = recorded(history, 'outcome', ({ replayed }) => replayed !== true);
  for (const [key, count] of expected) {
    const [began, ended] = [intents.get(key) ?? 0, outcomes.get(key) ?? 0];
    if (ended > count && !unanswered) complain(`${ended} outcomes for ${count} answers of ${key}`);
    if (began > count && !unanswered) complain(`${began} intents for ${count} answers of ${key}`);
    if (cutOff.has(key) || count === 0) continue;
    if (ended < count) complain(`${ended} outcomes for ${count} answers of ${key}`);
    if (began < Math.max(1, ran.get(key) ?? 0)) complain(`${began} intents of ${key}`);
  }
};

/** Of a process that lived no number is missing from the log, but of decisions that were not made. */
export const numbered: Rule = (history, complain) => {
  const numbers = new Map<number, Set<number>>();
  for (const { body } of all(history, 'stored')) {
    const { process, seq, type, record } = JSON.parse(body);
    const mine = numbers.get(process) ?? new Set();
    numbers.set(process, mine.add(seq));
    if (type === 'undecided') mine.add(record);
  }
  for (const dead of died(history)) numbers.delete(dead);
  for (const [process, seen] of numbers)
    for (let seq = Math.max(...seen); seq > 0; seq -= 1)
      if (!seen.has(seq)) complain(`the log of process ${process} lacks number ${seq}`);
};

/** How many records of a type there are for each key. */
function recorded(
  history: History,
  type: 'intent' | 'outcome',
  which: (event: { readonly replayed?: true }) => boolean = () => true,
): Map<string, number> {
  const counts = new Map<string, number>();
  const bodies = new Set<string>();
  for (const { event, body } of all(history, 'stored')) {
    if (event.type !== type || bodies.has(body) || !which(event as { replayed?: true })) continue;
    bodies.add(body);
    counts.set(event.key, (counts.get(event.key) ?? 0) + 1);
  }
  return counts;
}
