import type { Of, Rule } from '../check.js';
import { all } from '../check.js';
import { truth } from '../tools.js';

type Line = Of<'start'> | Of<'effect'>;

const group = (lines: readonly Line[], by: (line: Line) => string) => {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(by(line), [...(groups.get(by(line)) ?? []), line]);
  return groups;
};

/** At most one side effect a key and an idempotency key; what may have happened is never done again. */
export const effects: Rule = (history, complain) => {
  const once = (line: Line) => !truth[line.tool].idempotent;
  const starts = all(history, 'start').filter(once);
  const happened = all(history, 'effect').filter(once);
  for (const [key, lines] of group(happened, ({ key }) => key))
    if (lines.length > 1) complain(`${lines.length} side effects of ${key}`);
  for (const [key, lines] of group(starts, ({ key }) => key))
    if (lines.length > 1) complain(`${key} ran ${lines.length} times`);
  for (const [key, lines] of group(happened, ({ once }) => once))
    if (lines.length > 1) complain(`${lines.length} side effects under ${key}`);
  for (const [key, lines] of group(all(history, 'start'), ({ key }) => key))
    if (new Set(lines.map((line) => line.once)).size > 1) complain(`${key} asked under two keys`);
  unrepeated(history, complain);
  nothingUnknown(history, complain);
  for (const { ask, outcome } of all(history, 'answer'))
    if (outcome.status === 'completed') borneOut(history, ask, outcome.key, complain);
};

/**
 * Who waits for another try of its call, and cannot learn what came of it, is told that nobody knows. Where that try
 * never began, the call may come again: it runs then for the first time.
 */
const unrepeated: Rule = (history, complain) => {
  const [ran, unknown] = [new Map<string, string>(), new Set<string>()];
  for (const seen of history) {
    if (seen.type === 'start') {
      if (unknown.has(seen.once)) complain(`${seen.tool} ran again after outcome_unknown`);
      ran.set(seen.key, seen.once);
    }
    if (seen.type !== 'answer' || seen.outcome.status !== 'failed') continue;
    const once = ran.get(seen.outcome.key);
    if (seen.outcome.error.code === 'outcome_unknown' && once !== undefined) unknown.add(once);
  }
};

/** A write of which no handler ever started is not unknown, unless its process died before it could say so. */
const nothingUnknown: Rule = (history, complain) => {
  const dead = new Set(all(history, 'crash').map(({ process }) => process));
  const ended = new Set(all(history, 'answer').map(({ ask }) => ask));
  // Which key a call had that was never answered, nobody knows: its process died.
  const unclear = all(history, 'ask').filter(
    ({ ask, process }) => dead.has(process) && !ended.has(ask),
  );
  const doubtful = new Set(unclear.map(({ tool }) => tool));
  const started = new Set(all(history, 'start').map(({ key }) => key));
  const tools = new Map(all(history, 'ask').map(({ ask, tool }) => [ask, tool]));
  for (const { ask, outcome } of all(history, 'answer')) {
    if (outcome.status !== 'failed' || outcome.error.code !== 'outcome_unknown') continue;
    // A request may be told what became of another call's.
    const tool = tools.get(ask);
    if (!(tool && truth[tool].waits) && !doubtful.has(tool) && !started.has(outcome.key))
      complain(`ask ${ask} was told outcome_unknown, and nothing ran`);
  }
};

/** Who was told that it is done: it was done, by this call or by the one it repeats. */
function borneOut(
  history: Parameters<Rule>[0],
  ask: number,
  key: string,
  complain: (what: string) => void,
): void {
  const asked = all(history, 'ask').find((each) => each.ask === ask);
  const done = all(history, 'effect').some(
    (line) => line.tool === asked?.tool && (line.key === key || truth[line.tool].waits),
  );
  if (!done) complain(`ask ${ask} was told completed, and nothing happened`);
}

/** How long a lease lasts beyond the death of who held it. */
const LEASE_MS = 15_000;

/** Of two holders of one exclusive key the later has the greater fence, and comes when the other is done or gone. */
export const exclusive: Rule = (history, complain) => {
  const before = new Map<string, Of<'start'>>();
  const at = (start: Of<'start'>) =>
    history.find((seen) => seen.type === 'effect' && seen.key === start.key)?.at;
  for (const start of all(history, 'start')) {
    if (!truth[start.tool].waits) continue;
    const name = `${start.tool} ${start.caller?.tenant} ${start.args.amount}`;
    const last = before.get(name);
    before.set(name, start);
    if (!last) continue;
    if ((start.fence ?? 0) <= (last.fence ?? 0)) complain(`the fence of ${name} did not grow`);
    const acted = at(last);
    const overlaps = acted !== undefined && acted > start.at;
    if (overlaps && start.at - last.at < LEASE_MS) complain(`two at once held ${name}`);
  }
};
