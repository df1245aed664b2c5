import type { File } from '../../lower/file.js';
import { schemasIn } from '../../schema/check.js';
import type { SourceNode } from '../../source.js';

/** Every schema of the file, at any depth. */
export function* schemaNodes(file: File): Generator<SourceNode> {
  for (const node of file.shared.values()) yield* within(node);
  for (const tool of file.tools.values())
    for (const key of ['parameters', 'result']) {
      const root = tool.get(key);
      if (root) yield* within(root);
    }
}

function* within(node: SourceNode): Generator<SourceNode> {
  yield node;
  for (const [key, member] of node.entries())
    for (const each of schemasIn(key, member)) yield* within(each);
}
