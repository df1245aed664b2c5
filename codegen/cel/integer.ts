import type { ASTNode } from '@marcbachmann/cel-js';
import { children } from '../../src/rules/cel/syntax.js';

const MOST = 2n ** 63n - 1n;

/** The first integer that is written in an expression and does not fit an int of CEL, which has 64 bits. */
export function wideInteger(node: ASTNode): ASTNode | undefined {
  if (node.op === 'value')
    return typeof node.args === 'bigint' && node.args > MOST ? node : undefined;
  // The least int has a greatest one beneath its minus that is none.
  if (node.op === '-_' && node.args.op === 'value' && node.args.args === MOST + 1n)
    return undefined;
  for (const each of children(node)) {
    const found = wideInteger(each);
    if (found) return found;
  }
  return undefined;
}
