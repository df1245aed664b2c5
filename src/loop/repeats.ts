import type { Outcome } from '../call.js';

/** How often each call, by its name and arguments, has failed in this run. JSON, stored with the run. */
export type Repeats = Record<string, number>;

/** A call that failed in this many turns with the same arguments will not get better: the run stops. */
const MOST_REPEATS = 3;

/** Counts the failures of one turn; a call made twice in one turn counts once. True when one has failed too often. */
export function countRepeats(repeats: Repeats, outcomes: readonly Outcome[]): boolean {
  const failed = new Set<string>();
  for (const { status, call } of outcomes) {
    if (status === 'failed') failed.add(JSON.stringify([call.name, call.arguments]));
  }
  for (const call of failed) repeats[call] = (repeats[call] ?? 0) + 1;
  return [...failed].some((call) => (repeats[call] ?? 0) >= MOST_REPEATS);
}
