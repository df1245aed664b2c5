import type { ASTNode } from '@marcbachmann/cel-js';
import { canonical, type Json, type JsonObject } from '../../src/json.js';
import { type Compiled, compile, RefusedFunction } from '../../src/rules/cel/compile.js';
import { children, mentions } from '../../src/rules/cel/syntax.js';
import type { Fields, ObjectType } from '../../src/rules/cel.js';
import type { ExpressionIr } from '../ir.js';
import type { Fault } from './fault.js';
import { wideInteger } from './integer.js';
import { narrowed } from './narrowed.js';
import { runtimeFields } from './runtime-fields.js';
import type { Sees } from './scope.js';
import { tooLong } from './steps.js';
import { Walk } from './walk.js';

export type Verdict =
  | { readonly faults: readonly [Fault, ...Fault[]] }
  /** `type` is the CEL type of its result. */
  | { readonly faults: readonly []; readonly type: string; readonly ast: ASTNode };

/** Checks expressions. One for each compilation: levels are shared, and so are the verdicts on their conditions. */
export class Expressions {
  readonly #verdicts = new Map<string, Verdict>();

  /** Parses and type-checks an expression against what it may look at. */
  check(source: string, sees: Sees): Verdict {
    const parsed = parse(source);
    if ('kind' in parsed) return { faults: [parsed] };
    const [first, ...more] = new Walk(sees).start(parsed.ast);
    if (first) return { faults: [first, ...more] };
    const fields = sees.args && runtimeFields(sees.args, new Set(argsRead(parsed.ast)));
    const key = canonical([source, (fields ?? null) as Json]);
    const verdict = this.#verdicts.get(key) ?? judge(source, fields);
    this.#verdicts.set(key, verdict);
    return verdict;
  }
}

/** What is wrong with the text of an expression, whatever it looks at. */
export function textFault(source: string): Fault | undefined {
  const parsed = parse(source);
  return 'kind' in parsed ? parsed : undefined;
}

function parse(source: string): Compiled | Fault {
  try {
    const compiled = compile(source, undefined);
    const { ast } = compiled;
    // Of lists that are written in it: those of the arguments are as long as an example has them.
    const summary = tooLong({}, ast);
    if (summary !== undefined) return syntax(summary, ast);
    const wide = wideInteger(ast);
    return wide ? syntax('an integer has at most 64 bits', wide) : compiled;
  } catch (error) {
    const range = rangeOf(error, source);
    if (error instanceof RefusedFunction)
      return { kind: 'refused', called: error.called, ...range };
    // The engine reads UTF-16, and names half of a character.
    const summary = summaryOf(error).replace(/\p{Cs}$/u, source.slice(range.start, range.end));
    return { kind: 'syntax', summary, ...range };
  }
}

const syntax = (summary: string, { start, end }: ASTNode): Fault => ({
  kind: 'syntax',
  ...{ summary, start, end },
});

/** What the engine's own type check says. */
function judge(source: string, fields: Fields | undefined): Verdict {
  const { ast, check } = compile(source, fields);
  const verdict = check();
  const closer = verdict.valid && fields ? narrowed(source, fields) : undefined;
  if (closer && !closer.valid) return { faults: [typeFault(closer.error, source, fields)] };
  if (verdict.valid) return { faults: [], type: (closer ?? verdict).type ?? 'dyn', ast };
  return { faults: [typeFault(verdict.error, source, fields)] };
}

function typeFault(error: unknown, source: string, fields: Fields | undefined): Fault {
  const range = rangeOf(error, source);
  const summary = summaryOf(error);
  const unknown = /^Unknown variable: (.*)$/.exec(summary);
  if (!unknown) return { kind: 'type', summary, ...range };
  const known = fields ? ['args', 'caller'] : ['caller'];
  return { kind: 'variable', name: unknown[1] as string, known, ...range };
}

interface Ranged {
  readonly range?: { readonly start: number; readonly end: number };
  readonly summary?: string;
}

function rangeOf(error: unknown, source: string): { start: number; end: number } {
  const { range } = error as Ranged;
  if (!range) return { start: 0, end: source.length };
  const width = String.fromCodePoint(source.codePointAt(range.start) ?? 0).length;
  return { start: range.start, end: Math.max(range.end, range.start + width) };
}

/** What the engine says, in one line of our words: without its drawing of the place and its numbers for types. */
export const summaryOf = (error: unknown): string =>
  ((error as Ranged).summary ?? (error as Error).message.split('\n')[0] ?? '')
    .replace(/^Exceeded maxAstNodes \((\d+)\)$/, 'it has more than $1 parts')
    .replace(/^Exceeded maxDepth \((\d+)\)$/, 'its parts are nested more than $1 deep')
    .replace(/^Exceeded max(List|Map)\w+ \((\d+)\)$/, 'a list or a map has more than $2 members')
    .replaceAll(/\bObject\d+\b/g, 'object')
    .replaceAll(/\bdyn<([^<>]+)>/g, '$1')
    .replace(/^no such overload: (.+) (\S+) (.+)$/, '`$2` is not defined for $1 and $3')
    .replace(/^no such overload: ([!-])(.+)$/, '`$1` is not defined for $2')
    .replace(/^found no matching overload for '(.+)'$/, 'there is no function `$1`');

/** An expression that checked, as the rule leaf takes it: with the types of the parameters it reads, and no others. */
export function lowerExpression(source: string, args: ObjectType): ExpressionIr {
  const { ast } = compile(source, undefined);
  const usesArgs = mentions(ast, 'args');
  // Fields are JSON through and through.
  const types = runtimeFields(args, new Set(argsRead(ast))) as unknown as JsonObject;
  return { source, usesArgs, types };
}

/** The names of the parameters an expression reads. */
export function argsRead(node: ASTNode): readonly string[] {
  const below = children(node).flatMap(argsRead);
  if (node.op !== '.' && node.op !== '[]') return below;
  const [of, step] = node.args;
  if (of.op !== 'id' || of.args !== 'args') return below;
  const name = typeof step === 'string' ? step : step.args;
  return typeof name === 'string' ? [name, ...below] : below;
}
