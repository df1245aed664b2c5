import type { ASTNode } from '@marcbachmann/cel-js';

/**
 * Functions of CEL that conditions may not call. `matches` runs JavaScript's backtracking regular expressions, which a
 * model's argument could stall; patterns belong into a parameter's schema or its sanitizers.
 */
const refusedFunctions: ReadonlySet<string> = new Set(['matches']);

/** The nodes directly below one, in written order. Macros (`has`, `all`, `map` …) keep the arguments as written. */
export function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Whether an expression mentions a variable. */
export const mentions = (node: ASTNode, name: string): boolean =>
  (node.op === 'id' && node.args === name) || children(node).some((each) => mentions(each, name));

/** The first call in it of a function that conditions may not call. */
export function refused(node: ASTNode): { name: string; node: ASTNode } | undefined {
  const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : '';
  if (refusedFunctions.has(name)) return { name, node };
  for (const each of children(node)) {
    const found = refused(each);
    if (found) return found;
  }
  return undefined;
}
