import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import { tests } from '../schema/dialect.js';

/** What one lowered schema says of the values it takes. */

export const object = (schema: Json | undefined): JsonObject =>
  schema === false ? { not: {} } : isObject(schema) ? schema : {};

export const map = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const list = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : [];
export const without = (some: JsonObject, others: JsonObject): readonly string[] =>
  Object.keys(some).filter((name) => !Object.hasOwn(others, name));

/** Without what only explains it: one schema is referred to in many words. */
export const tested = (schema: Json | undefined): Json | undefined =>
  isObject(schema)
    ? Object.fromEntries(Object.entries(schema).filter(([key]) => tests(key)))
    : schema;

/** Whether it lets through properties that it does not name. */
export const isOpen = ({ additionalProperties, patternProperties }: JsonObject): boolean =>
  additionalProperties !== false || patternProperties !== undefined;

export function resolved(schema: Json | undefined, defs: JsonObject): JsonObject {
  const { $ref, ...beside } = object(schema);
  if (typeof $ref !== 'string') return { ...beside };
  return { ...resolved(defs[$ref.replace('#/$defs/', '')], defs), ...beside } as JsonObject;
}

const TYPES = ['string', 'number', 'boolean', 'object', 'array', 'null'];

/** Where there is no `type`, the listed values have one. */
export function typesOf({ type, enum: values, const: one }: JsonObject): readonly string[] {
  if (type !== undefined) return (Array.isArray(type) ? type : [type]).map(String);
  const listed = one !== undefined ? [one] : Array.isArray(values) ? (values as Json[]) : undefined;
  return listed ? [...new Set(listed.map(typeOf))] : TYPES;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

export const takes = (types: readonly string[], type: string): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

export function valuesOf({ enum: values, const: one }: JsonObject): readonly string[] | undefined {
  if (one !== undefined) return [canonical(one)];
  return Array.isArray(values) ? values.map(canonical) : undefined;
}
