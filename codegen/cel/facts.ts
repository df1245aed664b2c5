import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from '../../src/rules/cel/syntax.js';

/** Paths that are known to be present, and, marked, those that are not null, or are a certain text, or are not. */
export type Facts = ReadonlySet<string>;
export const noFacts: Facts = new Set();
export const union = (a: Facts, b: Facts): Facts => new Set([...a, ...b]);
/** The fact that what stands at a path is not null. */
export const notNull = (path: string): string => `${path} != null`;
/** The facts that it is a text, and that it is not. */
export const equals = (path: string, text: string): string => `${path} == ${text}`;
export const differs = (path: string, text: string): string => `${path} != "${text}"`;
/** The fact that it is one of some texts, which are JSON in it. */
export const isAmong = (path: string, texts: string): string => `${path} in ${texts}`;

/**
 * What is known where a condition holds, or does not: `has(p)`, `p != null`, `p == "x"`, `p in ["x"]`, and `!`, `&&`,
 * `||` of them.
 */
export function factsOf(node: ASTNode, holds: boolean, path: PathOf): Facts {
  switch (node.op) {
    case '!_':
      return factsOf(node.args, !holds, path);
    case '&&':
    case '||': {
      // Both sides of an && hold where it holds; both sides of an || fail where it fails.
      if (holds !== (node.op === '&&')) return noFacts;
      const [left, right] = node.args;
      return union(factsOf(left, holds, path), factsOf(right, holds, path));
    }
    case '==':
    case '!=':
      return compared(node.args, holds === (node.op === '=='), path);
    case 'in':
      return among(node.args, holds, path);
    case 'call': {
      const [name, [subject]] = node.args;
      return name === 'has' && holds && subject ? prefixes(subject, path) : noFacts;
    }
    default:
      return noFacts;
  }
}

/** What can tell a fact, and joins no others: those within others would be walked twice as often for each. */
export function isTest(node: ASTNode): boolean {
  if (node.op === '!_') return isTest(node.args);
  const tells =
    ['==', '!=', 'in'].includes(node.op) || (node.op === 'call' && node.args[0] === 'has');
  return tells && !joins(node);
}

const joins = (node: ASTNode): boolean =>
  node.op === '&&' || node.op === '||' || children(node).some(joins);

/** The text that stands for a chain of fields; undefined where the value is no such chain. */
export type PathOf = (node: ASTNode) => string | undefined;

const isNull = (node: ASTNode) => node.op === 'value' && node.args === null;
const isValue = (node: ASTNode) => node.op === 'value' && node.args !== null;

/** What equals a literal is not null, and neither is what differs from null. */
function compared([left, right]: readonly [ASTNode, ASTNode], equal: boolean, path: PathOf): Facts {
  const tells = equal ? isValue : isNull;
  const found = tells(right) ? there(left, path) : tells(left) ? there(right, path) : noFacts;
  const both: [ASTNode, ASTNode][] = [
    [left, right],
    [right, left],
  ];
  const more = both.flatMap(([a, b]) => [told(a, b, equal, path), typed(a, b, equal, path)]);
  return more.reduce(union, found);
}

/** What is of another type than null's is not null. */
function typed(asked: ASTNode, type: ASTNode, equal: boolean, path: PathOf): Facts {
  if (asked.op !== 'call' || asked.args[0] !== 'type' || type.op !== 'id') return noFacts;
  const [subject] = asked.args[1];
  const isNullType = type.args === 'null_type';
  return subject && equal !== isNullType ? there(subject, path) : noFacts;
}

/** What is one of some literals is not null, and what is none of them is not the first, and not the second. */
function among([left, right]: readonly [ASTNode, ASTNode], holds: boolean, path: PathOf): Facts {
  if (right.op !== 'list' || !right.args.every(isValue)) return noFacts;
  const [only, ...more] = right.args;
  if (holds && only && more.length === 0) return compared([left, only], true, path);
  if (holds) return union(there(left, path), oneOf(left, right.args, path));
  return right.args.map((each) => told(left, each, false, path)).reduce(union, noFacts);
}

function oneOf(subject: ASTNode, texts: readonly ASTNode[], path: PathOf): Facts {
  const own = path(subject);
  const values = texts.map(({ args }) => args);
  if (own === undefined || !values.every((each) => typeof each === 'string')) return noFacts;
  return new Set([isAmong(own, JSON.stringify(values))]);
}

/** What is known of a path that is compared with a text. */
function told(subject: ASTNode, text: ASTNode, equal: boolean, path: PathOf): Facts {
  const own = text.op === 'value' && typeof text.args === 'string' ? path(subject) : undefined;
  if (own === undefined) return noFacts;
  return new Set([equal ? equals(own, String(text.args)) : differs(own, String(text.args))]);
}

/** A value that is not null. The caller is there then: nobody is null. */
function there(node: ASTNode, path: PathOf): Facts {
  const own = path(node);
  if (own === undefined) return noFacts;
  return new Set(node.op === 'id' ? [own, notNull(own)] : [notNull(own)]);
}

/** `has(caller.id)` says that there is a caller, too, and `has(args.a.b)` that `args.a` is not null. */
function prefixes(node: ASTNode, path: PathOf): Facts {
  const own = path(node);
  const facts = new Set(own === undefined ? [] : [own]);
  if (node.op !== '.') return facts;
  const [of] = node.args;
  return union(union(facts, there(of, path)), prefixes(of, path));
}
