import type { ASTNode } from '@marcbachmann/cel-js';
import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { children } from '../../src/rules/cel/syntax.js';
import { isBind, isMacro } from './made.js';

/** What a name may stand for, one of these; undefined where that is not known. */
type Values = readonly Json[] | undefined;
type Scope = ReadonlyMap<string, Values>;

/** About a second of them: the compiler would stall, and so would every call. */
const MOST_STEPS = 1_000_000;

/** What is wrong with a condition that takes too many steps on these arguments. */
export const tooLong = (args: JsonObject, ast: ASTNode): string | undefined =>
  stepsOn(args, ast) > MOST_STEPS
    ? `it takes more than ${MOST_STEPS} steps: it goes through lists within lists`
    : undefined;

/** About how many steps a condition takes at most on these arguments: the lists in it are as long as theirs. */
export function stepsOn(args: JsonObject, ast: ASTNode): number {
  return stepsOf(ast, new Map([['args', [args]]]), largestIn(args));
}

function stepsOf(node: ASTNode, scope: Scope, largest: number): number {
  const sum = (nodes: readonly ASTNode[], within: Scope) =>
    nodes.reduce((all, each) => all + stepsOf(each, within, largest), 1);
  if (node.op === 'in')
    return sum(node.args, scope) + sizeOf(valuesOf(node.args[1], scope), largest);
  const loops = node.op === 'rcall' && isMacro(node.args) && !isBind(node.args);
  if (!loops) return sum(children(node), scope);
  const [, on, [variable, ...rest]] = node.args;
  if (variable?.op !== 'id') return sum(children(node), scope);
  const lists = valuesOf(on, scope);
  const within = new Map(scope).set(variable.args, lists?.flatMap(itemsOf));
  return stepsOf(on, scope, largest) + sizeOf(lists, largest) * sum(rest, within);
}

function valuesOf(node: ASTNode, scope: Scope): Values {
  if (node.op === 'id') return scope.get(node.args);
  if (node.op === 'value') return [typeof node.args === 'string' ? node.args : null];
  if (node.op === 'list') return [node.args.map((each) => valuesOf(each, scope)?.[0] ?? null)];
  if (node.op === '.') {
    const [of, name] = node.args;
    return valuesOf(of, scope)?.flatMap((each) => {
      const member = isObject(each) ? memberOf(each, name) : undefined;
      return member === undefined ? [] : [member];
    });
  }
  if (node.op === '[]') return valuesOf(node.args[0], scope)?.flatMap(itemsOf);
  if (node.op === 'rcall' && node.args[0] === 'filter') return valuesOf(node.args[1], scope);
  return undefined;
}

const itemsOf = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : isObject(value) ? Object.keys(value) : [];

const sizeOf = (values: Values, largest: number): number =>
  values ? Math.max(0, ...values.map((each) => itemsOf(each).length)) : largest;

function largestIn(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  return inside.reduce<number>((most, each) => Math.max(most, largestIn(each)), inside.length);
}
