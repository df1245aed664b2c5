import type { File } from '../../lower/file.js';
import { schemasIn } from '../../schema/check.js';
import type { SourceNode } from '../../source.js';

/** Every schema of the file, at any depth. */
export function schemaNodes(file: File): readonly SourceNode[] {
  const found: SourceNode[] = [];
  const visit = (node: SourceNode): void => {
    found.push(node);
    for (const [key, member] of node.entries())
      for (const each of schemasIn(key, member)) visit(each);
  };
  for (const node of file.shared.values()) visit(node);
  for (const tool of file.tools.values())
    for (const key of ['parameters', 'result']) {
      const root = tool.get(key);
      if (root) visit(root);
    }
  return found;
}
