import { isObject, type JsonObject } from '../../../src/json.js';
import { meant } from '../../../src/stage/normalise.js';
import { walk } from '../../../src/stage/places.js';
import type { File } from '../../lower/file.js';
import { schemasOf } from '../../lower/tool.js';
import { refusedOf } from '../../sanitize/guarded.js';
import { issuesOf, placesOf } from '../../schema/index.js';
import { withSafeIntegers } from '../../schema/safe-integer.js';
import type { SourceNode } from '../../source.js';

/** An example of a tool: what is wrong with it, or the arguments it becomes. */
export interface Tried {
  readonly node: SourceNode;
  readonly index: number;
  readonly issue?: { readonly path: string; readonly message: string };
  readonly args: JsonObject;
}

/** The examples of a tool whose schemas are sound, as calls: normalised, validated and guarded as by the runtime. */
export function tryExamples(tool: SourceNode, file: File): readonly Tried[] {
  const nodes = tool.get('examples')?.items() ?? [];
  if (nodes.length === 0) return [];
  const { input, inputShape, shapes } = schemasOf(tool, file);
  return nodes.map((node, index) => {
    const places = placesOf(inputShape, shapes);
    const args = walk(node.json, places, meant);
    const issue = issuesOf(withSafeIntegers(input), args)[0] ?? refusedOf(args, places);
    return { node, index, args: isObject(args) ? args : {}, ...(issue && { issue }) };
  });
}
