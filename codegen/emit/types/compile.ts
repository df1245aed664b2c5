import { DEFAULT_OPTIONS, type Options } from 'json-schema-to-typescript';
import { applySchemaTyping } from 'json-schema-to-typescript/dist/src/applySchemaTyping.js';
import { generate } from 'json-schema-to-typescript/dist/src/generator.js';
import { optimize } from 'json-schema-to-typescript/dist/src/optimizer.js';
import { parse } from 'json-schema-to-typescript/dist/src/parser.js';
import {
  type LinkedJSONSchema,
  Parent,
} from 'json-schema-to-typescript/dist/src/types/JSONSchema.js';
import { copyOf, isObject, type Json, type JsonObject } from '../../../src/json.js';

export const options: Options = {
  ...DEFAULT_OPTIONS,
  bannerComment: '',
  // Its formatter takes five times as long as all the rest of it.
  format: false,
  additionalProperties: false,
  // A hundred items would be a tuple of a hundred.
  ignoreMinAndMaxItems: true,
  strictIndexSignatures: true,
};

/**
 * What json-schema-to-typescript makes of an object of ours. Of its passes only those that have something left to do:
 * the others resolve references and put right what people write, and take two thirds of its time. A test holds this
 * equal to all of them.
 */
export function compile(schema: JsonObject): string {
  const all = copyOf({ ...schema, $id: 'All' });
  setTypes(all);
  return generate(optimize(parse(all as never, options), options), options);
}

/** Where a schema would find definitions by their names: in ours, words stand for them. */
const root = {};

/** Every schema where `normal` puts one. */
function setTypes(schema: Json): void {
  if (!isObject(schema)) return;
  applySchemaTyping(Object.assign(schema, { [Parent]: root }) as LinkedJSONSchema);
  const { anyOf = [], properties = {}, additionalProperties, items = [], additionalItems } = schema;
  for (const each of [anyOf, properties, Array.isArray(items) ? items : [items]])
    for (const inner of Object.values(each as JsonObject)) setTypes(inner);
  for (const each of [additionalProperties, additionalItems]) setTypes(each ?? null);
}
