import type { SourceNode } from '../source.js';
import { schemasIn } from './check.js';

/** Steps to a value of its own: what is not known of it says nothing of the values around it. */
const apart = ['properties', 'items', 'patternProperties', 'additionalProperties'];

/** Whether all that is broken stands in values of its own: the rest can then be looked at as if these were anything. */
export function standApart(broken: ReadonlySet<SourceNode>, root: SourceNode): boolean {
  if (broken.size === 0) return true;
  if (broken.has(root)) return false;
  const left = new Set(broken);
  const visit = (node: SourceNode, within: boolean): void => {
    const inside = within || broken.has(node);
    if (inside) left.delete(node);
    for (const [key, member] of node.entries())
      if (inside || apart.includes(key))
        for (const each of schemasIn(key, member)) visit(each, inside);
  };
  visit(root, false);
  return left.size === 0;
}
