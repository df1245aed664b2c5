import { isObject, type Json } from '../../../src/json.js';
import type { ObjectType } from '../../../src/rules/cel.js';
import { argsType } from '../../cel/type.js';
import { boundOf } from '../../lower/tool.js';
import type { SharedSchemas } from '../../schema/draft.js';
import type { SourceNode } from '../../source.js';

/** What the passes before found sound. */
export interface Known {
  readonly sound: (node: SourceNode) => boolean;
  /** The shared schemas that are. */
  readonly shared: SharedSchemas;
}

/** What is wrong with these says nothing of which parameters there are. */
const apart = ['properties', 'required', 'dependentRequired', 'title', 'description', 'examples'];
const joining = ['$ref', 'allOf', 'anyOf', 'oneOf'];

/** Whether the names of the parameters are known, whatever is wrong with one of them. */
export function namesKnown(parameters: SourceNode, { sound }: Known): boolean {
  const { json } = parameters;
  if (!isObject(json) || json.type !== 'object' || !isObject(json.properties)) return false;
  return parameters
    .entries()
    .every(([key, member]) => !joining.includes(key) && (apart.includes(key) || sound(member)));
}

/** What is there, and what is said to be and is not declared: where `required` is wrong, all may be there. */
function requiredIn(parameters: SourceNode, { sound }: Known) {
  const required = parameters.get('required');
  const names = (required?.items() ?? []).map((item) => String(item.json));
  if (!required || sound(required)) return [names, []] as const;
  const declared = (parameters.get('properties')?.entries() ?? []).map(([name]) => name);
  return [[...names, ...declared], names] as const;
}

/**
 * What the conditions of a tool see as `args`: a parameter that something is wrong with is there and may be anything.
 * Undefined where not even the names are known.
 */
export function argsAsKnown(tool: SourceNode, known: Known): ObjectType | undefined {
  const parameters = tool.get('parameters');
  if (!parameters || !namesKnown(parameters, known)) return undefined;
  const { json } = parameters;
  if (!isObject(json)) return undefined;
  const properties = parameters.get('properties')?.entries() ?? [];
  const broken = properties.filter(([, each]) => !known.sound(each)).map(([name]) => name);
  const [sure, missing] = requiredIn(parameters, known);
  const values = properties.map(([name, each]) => [name, broken.includes(name) || each.json]);
  const mended: Json = {
    ...json,
    properties: {
      ...Object.fromEntries(missing.map((name) => [name, true])),
      ...Object.fromEntries(values),
    },
    required: [...sure, ...broken],
  };
  const shared = [...known.shared].map(([name, each]) => [name, each.json] as const);
  return argsType(mended, Object.fromEntries(shared), boundOf(tool));
}
