import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { listedAt } from '../cel/stranger.js';
import type { ExpressionIr } from '../ir.js';
import { defaultOf } from '../schema/default.js';

/** Of both sides: what their conditions were compiled against, and what calls of them hold. */
export interface Against {
  readonly expressions: readonly ExpressionIr[];
  /** Undefined: nothing is known of the arguments but their types. */
  readonly inputs: readonly (JsonObject | undefined)[];
}

/** Whether a call of either side may have the value at `args.a.b`; undefined is absent. What is not known may be. */
export function mayBe({ expressions, inputs }: Against, path: string, value?: Json): boolean {
  const [name = '', ...way] = path.split('.').slice(1);
  if (value === undefined) return way.length > 0 || inputs.some((input) => !isThere(input, name));
  const known = expressions.filter(({ types }) => Object.hasOwn(types, name));
  const types = known.map((each) => typeAt(each.types, path));
  return types.length === 0 || types.some((type) => fits(type, value));
}

/** All that a call of either side may have at `args.a.b`, where both schemas list it. */
export function listedIn(inputs: Against['inputs'], path: string): readonly Json[] | undefined {
  const lists = inputs.map((input) => input && listedAt(input, path.split('.').slice(1)));
  return lists.every((each) => each !== undefined) ? lists.flat() : undefined;
}

/** The CEL type at `args.a.b`. */
export const typeAt = (types: JsonObject, path: string): Json | undefined =>
  path
    .split('.')
    .slice(1)
    .reduce(member, { object: types } as Json | undefined);

const member = (type: Json | undefined, key: string): Json | undefined =>
  isObject(type) && isObject(type.object) ? memberOf(type.object, key) : undefined;

/** Required, or filled in. */
function isThere(input: JsonObject | undefined, name: string): boolean {
  const required = Array.isArray(input?.required) && input.required.includes(name);
  const schema = isObject(input?.properties) ? memberOf(input.properties, name) : undefined;
  const defs = isObject(input?.$defs) ? input.$defs : {};
  return required || defaultOf(schema ?? true, (each) => defs[each] ?? true) !== undefined;
}

function fits(type: Json | undefined, value: Json): boolean {
  if (isObject(type) && type.nullable !== undefined)
    return value === null || fits(type.nullable, value);
  if (isObject(type) && type.list === undefined) return isObject(value);
  switch (type) {
    case 'int':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    default:
      return true;
  }
}
