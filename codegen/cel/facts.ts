import type { ASTNode } from '@marcbachmann/cel-js';

/** Paths that are known to be present. */
export type Facts = ReadonlySet<string>;
export const noFacts: Facts = new Set();
export const union = (a: Facts, b: Facts): Facts => new Set([...a, ...b]);

/** What is known where a condition holds, or does not: `has(p)`, `caller != null`, and `!`, `&&`, `||` of them. */
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
      return holds === (node.op === '!=') ? notNull(node.args, path) : noFacts;
    case 'call': {
      const [name, [subject]] = node.args;
      return name === 'has' && holds && subject ? prefixes(subject, path) : noFacts;
    }
    default:
      return noFacts;
  }
}

/** The text that stands for a chain of fields; undefined where the value is no such chain. */
export type PathOf = (node: ASTNode) => string | undefined;

const isNull = (node: ASTNode) => node.op === 'value' && node.args === null;

function notNull([left, right]: readonly [ASTNode, ASTNode], path: PathOf): Facts {
  const subject = isNull(right) ? left : isNull(left) ? right : undefined;
  return subject?.op === 'id' ? known(path(subject)) : noFacts;
}

/** `has(caller.id)` says that there is a caller, too. */
function prefixes(node: ASTNode, path: PathOf): Facts {
  const own = known(path(node));
  return node.op === '.' ? union(own, prefixes(node.args[0], path)) : own;
}

const known = (path: string | undefined): Facts => new Set(path === undefined ? [] : [path]);
