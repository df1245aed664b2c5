import { RE2JS } from 're2js';
import { linear } from '../../../src/rules/pattern.js';
import { isClear } from './clear.js';
import { parsePattern } from './parse.js';
import { toRe2 } from './re2.js';
import { Unsupported } from './unsupported.js';

export interface PatternProblem {
  readonly code: 'TW2042' | 'TW2043';
  readonly problem: string;
}

type Plan = { readonly re2?: string } | PatternProblem;

/** Patterns recur: an id, a slug, a date. */
const plans = new Map<string, Plan>();

function plan(source: string): Plan {
  const known = plans.get(source);
  if (known) return known;
  const made = compiles(source) ?? engineFor(source);
  plans.set(source, made);
  return made;
}

function compiles(source: string): PatternProblem | undefined {
  try {
    new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    const [, problem] = /: ([^:]*)$/.exec(error instanceof Error ? error.message : '') ?? [];
    return { code: 'TW2042', problem: problem ?? 'it is malformed' };
  }
}

function engineFor(source: string): Plan {
  try {
    const pattern = parsePattern(source);
    if (isClear(pattern)) return {};
    const re2 = toRe2(pattern);
    RE2JS.compile(re2);
    return { re2 };
  } catch (error) {
    const problem = error instanceof Unsupported ? error.message : 'RE2 does not take it';
    return { code: 'TW2043', problem };
  }
}

/** What is wrong with a pattern; undefined where it compiles and can be run in linear time. */
export function patternProblem(source: string): PatternProblem | undefined {
  const made = plan(source);
  return 'code' in made ? made : undefined;
}

/** The pattern for the linear engine (RE2 syntax); undefined where the built-in one is as good. */
export function linearPattern(source: string): string | undefined {
  const made = plan(source);
  return 'code' in made ? undefined : made.re2;
}

/** A pattern as the validators run it: no text stalls the compiler either, be it an example or a name. */
export function matcher(source: string): { test(text: string): boolean; toString(): string } {
  const re2 = linearPattern(source);
  return re2 === undefined
    ? new RegExp(source, 'u')
    : { ...linear(re2), toString: () => JSON.stringify(source) };
}
