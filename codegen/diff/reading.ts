import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';

/** What one lowered schema says of the values it takes. */

export const object = (schema: Json | undefined): JsonObject =>
  schema === false ? { not: {} } : isObject(schema) ? schema : {};

/** Whether it lets through properties that it does not name. */
export const isOpen = ({ additionalProperties, patternProperties }: JsonObject): boolean =>
  additionalProperties !== false || patternProperties !== undefined;

export function resolved(schema: Json | undefined, defs: JsonObject): JsonObject {
  const { $ref, ...beside } = object(schema);
  if (typeof $ref !== 'string') return { ...beside };
  return { ...resolved(defs[$ref.replace('#/$defs/', '')], defs), ...beside } as JsonObject;
}

const TYPES = ['string', 'number', 'boolean', 'object', 'array', 'null'];

export function typesOf({ type }: JsonObject): readonly string[] {
  if (type === undefined) return TYPES;
  return (Array.isArray(type) ? type : [type]).map(String);
}
export const takes = (types: readonly string[], type: string): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

export function valuesOf({ enum: values, const: one }: JsonObject): readonly string[] | undefined {
  if (one !== undefined) return [canonical(one)];
  return Array.isArray(values) ? values.map(canonical) : undefined;
}
