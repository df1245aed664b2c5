import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { inner } from '../../schema/walk.js';

/** How large a schema is, as providers bound it. */
export interface Extent {
  readonly properties: number;
  /** Levels of objects and arrays, the root included. */
  readonly depth: number;
  /** Values of every `enum`. */
  readonly values: number;
  /** Of names of properties and definitions, and of values: a `const` is one. */
  readonly characters: number;
  /** Characters of the values of one `enum` that has many of them: the most in any. */
  readonly listed: number;
}

/** An `enum` of more values is bounded in their characters, too. */
export const MANY_VALUES = 250;

export function extent(schema: Json): Extent {
  if (!isObject(schema)) return { properties: 0, depth: 0, values: 0, characters: 0, listed: 0 };
  const names = [...keys(schema.properties), ...keys(schema.$defs)];
  const values = (schema.enum ?? []) as readonly Json[];
  const inside = inner(schema).map(extent);
  const sum = (pick: (each: Extent) => number) => inside.reduce((all, each) => all + pick(each), 0);
  const most = (pick: (each: Extent) => number) => Math.max(0, ...inside.map(pick));
  const listed = lengthOf(values);
  const constant = 'const' in schema ? [schema.const as Json] : [];
  const own = lengthOf(names) + listed + lengthOf(constant);
  return {
    properties: keys(schema.properties).length + sum((each) => each.properties),
    depth: (nests(schema) ? 1 : 0) + most((each) => each.depth),
    values: values.length + sum((each) => each.values),
    characters: own + sum((each) => each.characters),
    listed: Math.max(
      values.length > MANY_VALUES ? listed : 0,
      most((each) => each.listed),
    ),
  };
}

const lengthOf = (values: readonly Json[]): number => values.map(String).join('').length;

const keys = (map: Json | undefined): string[] => Object.keys((map ?? {}) as JsonObject);
const nests = (schema: JsonObject): boolean => 'properties' in schema || 'items' in schema;
