import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import type { ShapeIr } from '../../ir.js';
import type { File } from '../../lower/file.js';
import { schemasOf } from '../../lower/tool.js';
import { issuesOf, type Lowered } from '../../schema/index.js';
import type { SourceNode } from '../../source.js';

/** An example of a tool: what is wrong with it, or the arguments it becomes. */
export interface Tried {
  readonly node: SourceNode;
  readonly index: number;
  readonly issue?: { readonly path: string; readonly message: string };
  readonly args: JsonObject;
}

/** The examples of a tool whose schemas are sound, as calls: defaults filled in, held against what a model may send. */
export function tryExamples(tool: SourceNode, file: File): readonly Tried[] {
  const nodes = tool.get('examples')?.items() ?? [];
  if (nodes.length === 0) return [];
  const lowered = schemasOf(tool, file);
  return nodes.map((node, index) => {
    const args = filled(node.json, lowered.inputShape, lowered);
    const [issue] = issuesOf(lowered.input, args);
    return { node, index, args: isObject(args) ? args : {}, ...(issue && { issue }) };
  });
}

/** A value with the defaults of what is absent in it. */
function filled(value: Json, shape: ShapeIr, lowered: Lowered): Json {
  const target = shape.ref === undefined ? undefined : lowered.shapes[shape.ref];
  const base = target ? filled(value, target, lowered) : value;
  if (Array.isArray(base)) {
    const { items } = shape;
    return items ? base.map((item: Json) => filled(item, items, lowered)) : base;
  }
  if (!isObject(base)) return base;
  const object: Record<string, Json> = { ...base };
  for (const [key, property] of Object.entries(shape.properties ?? {})) {
    const present = Object.hasOwn(object, key) ? object[key] : property.default;
    if (present !== undefined) object[key] = filled(present, property, lowered);
  }
  return (shape.all ?? []).reduce<Json>((all, each) => filled(all, each, lowered), object);
}
