import type { Place } from '../../diagnostic.js';
import { type Change, FILE } from '../../diff/index.js';
import type { SourceNode } from '../../source.js';

/** Where in a file a change stands: as deep as its path can be followed, else at the tool. */
export function placeOf(root: SourceNode, { tool, path }: Change): Place | undefined {
  const node = tool === FILE ? root : root.get('tools')?.get(tool);
  if (!node) return undefined;
  let found = node;
  for (const step of path.split('/').filter(Boolean)) {
    const next = under(found, step);
    if (!next) break;
    found = next;
  }
  return found.keyPlace;
}

function under(node: SourceNode, step: string): SourceNode | undefined {
  if (step === '[]') return node.get('items');
  if (step === '*') return node.get('additionalProperties');
  return node.get('properties')?.get(step) ?? node.get(step);
}
