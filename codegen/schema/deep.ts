import type { SourceNode } from '../source.js';
import { schemasIn } from './check.js';
import { type Find, refName } from './cycle.js';

/** Schemas within schemas. Whoever reads them calls itself for each, Ajv many times: at some 300 its stack is full. */
export const MOST_DEEP = 200;

interface Open {
  readonly node: SourceNode;
  /** What stands in it and was not looked at. */
  readonly rest: SourceNode[];
  height: number;
}

/**
 * The schema at which more stand within each other than can be read, references followed. Each is looked at once, and
 * its height remembered: others come to it by other ways. The list of those that are open is no stack that may end.
 */
export function tooDeep(root: SourceNode, find: Find): SourceNode | undefined {
  const heights = new Map<SourceNode, number>();
  const open: Open[] = [];
  const enter = (node: SourceNode) => {
    heights.set(node, 0);
    open.push({ node, rest: within(node, find).reverse(), height: 1 });
  };
  enter(root);
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const next = top.rest.pop();
    if (!next) {
      heights.set(top.node, top.height);
      open.pop();
      raise(open.at(-1), top.height);
      continue;
    }
    const known = heights.get(next);
    if (open.length + (known ?? 1) > MOST_DEEP) return next;
    if (known === undefined) enter(next);
    else raise(top, known);
  }
  return undefined;
}

function raise(around: Open | undefined, height: number): void {
  if (around) around.height = Math.max(around.height, height + 1);
}

function within(node: SourceNode, find: Find): SourceNode[] {
  const ref = node.get('$ref');
  const name = ref && refName(ref);
  const target = name === undefined ? undefined : find(name);
  // Definitions are reached by the references to them.
  const members = node.entries().filter(([key]) => key !== '$defs');
  return [
    ...(target ? [target] : []),
    ...members.flatMap(([key, member]) => schemasIn(key, member)),
  ];
}
