import type { Json } from '../../src/json.js';
import type { SourceNode } from '../source.js';

/** The parameters of a tool that declares none: an object without properties, standing where the tool does. */
export function noParameters(tool: SourceNode): SourceNode {
  const path = [...tool.path, 'parameters'];
  const node = (json: Json, members: readonly (readonly [string, SourceNode])[]): SourceNode => ({
    path,
    json,
    place: tool.keyPlace,
    keyPlace: tool.keyPlace,
    get: (key) => members.find(([name]) => name === key)?.[1],
    entries: () => members,
    items: () => [],
  });
  const members = [['type', node('object', [])] as const, ['properties', node({}, [])] as const];
  return node({ type: 'object', properties: {} }, members);
}
