import { RE2JS, RE2Set } from 're2js';
import type { Check, Verdict } from '../shape.js';

const pass: Verdict = { effect: 'pass' };

/** A `flag` or `reject` step of tools.yaml. */
export interface PatternsOptions {
  /** The sanitizer's name in tools.yaml: what the audit log or the model is told. */
  readonly name: string;
  /** RE2 syntax, matched anywhere in the value, in any case. */
  readonly patterns: readonly string[];
  readonly effect: 'flag' | 'reject';
}

/**
 * Looks for patterns in a value, all in one pass and in time linear in its length (RE2; no backtracking, whatever
 * the pattern). A list of patterns marks what somebody should look at; it does not protect. Throws on the first
 * value if a pattern is no RE2 pattern.
 */
export function patterns({ name, patterns: sources, effect }: PatternsOptions): Check {
  let set: RE2Set | undefined;
  const refused: Verdict = {
    effect: 'reject',
    message: `must not hold what the rule ${name} looks for`,
  };
  const run = (value: string): Verdict => {
    set ??= compile(sources);
    const found = set.match(value);
    if (found.length === 0) return pass;
    if (effect === 'reject') return refused;
    return { effect, reason: found.map((index) => sources[index]).join(' and ') };
  };
  return { name, run };
}

function compile(sources: readonly string[]): RE2Set {
  const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE);
  for (const source of sources) set.add(source);
  set.compile();
  return set;
}
