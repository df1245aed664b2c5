import { byCodeUnit } from '../../src/json.js';
import type { Catalog, ToolIr } from '../ir.js';
import type { SourceNode } from '../source.js';
import { type File, fileOf } from './file.js';
import { lowerLevel } from './level.js';
import { lowerLimit } from './limit.js';
import { lowerTool } from './tool.js';
import { textOf } from './value.js';

/** What a checked tools.yaml means. Deeply frozen; everything in code-unit order of its name. */
export const lower = (root: SourceNode): Catalog => catalogOf(root, lowerTools(root));

export function lowerTools(root: SourceNode): readonly ToolIr[] {
  const file = fileOf(root);
  return [...file.tools].map(([name, node]) => frozen(lowerTool(name, node, file)));
}

/** Everything but the tools of `root`, and these tools. */
export function catalogOf(root: SourceNode, tools: readonly ToolIr[]): Catalog {
  const file = fileOf(root);
  return frozen({
    name: textOf(root.get('name')) ?? '',
    tools: [...tools].sort((a, b) => byCodeUnit(a.name, b.name)),
    levels: sorted(file.levels).map(([name, node]) => lowerLevel(name, node, { object: {} })),
    limits: sorted(file.limits).map(([name, node]) => lowerLimit(name, node, 'read')),
  });
}

const sorted = (named: File['tools']) => [...named].sort(([a], [b]) => byCodeUnit(a, b));

export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
