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
  const names = keys(schema.properties);
  const among = (schema.enum ?? []) as readonly Json[];
  const inEnum = lengthOf(among);
  let [properties, depth, values] = [names.length, 0, among.length];
  let characters = lengthOf(names) + lengthOf(keys(schema.$defs)) + inEnum;
  if ('const' in schema) characters += lengthOf([schema.const as Json]);
  let listed = values > MANY_VALUES ? inEnum : 0;
  for (const each of inner(schema)) {
    const inside = extent(each);
    properties += inside.properties;
    depth = Math.max(depth, inside.depth);
    values += inside.values;
    characters += inside.characters;
    listed = Math.max(listed, inside.listed);
  }
  return { properties, depth: depth + (nests(schema) ? 1 : 0), values, characters, listed };
}

const lengthOf = (words: readonly Json[]): number =>
  words.reduce<number>((sum, word) => sum + String(word).length, 0);

const keys = (map: Json | undefined): string[] => Object.keys((map ?? {}) as JsonObject);
const nests = (schema: JsonObject): boolean => 'properties' in schema || 'items' in schema;
