import type { Json } from '../../src/json.js';
import type { Draft } from './draft.js';

/** Whether an object says itself what it may hold. One that does not is what its branches say. */
export const owns = (schema: Draft): boolean =>
  'properties' in schema || 'patternProperties' in schema || 'additionalProperties' in schema;

/** Whether names beyond its `properties` may pass. */
export const isOpen = (schema: Draft): boolean =>
  'patternProperties' in schema || (schema.additionalProperties ?? false) !== false;

export const typesIn = (schema: Draft): readonly Json[] | undefined =>
  schema.type === undefined ? undefined : Array.isArray(schema.type) ? schema.type : [schema.type];

export const takesObjects = (schema: Draft): boolean => typesIn(schema)?.includes('object') ?? true;

const saying = ['anyOf', 'oneOf', '$ref', 'enum', 'const'];

/** An object that says nothing of what it holds: closed, it could hold nothing. */
export const isBare = (schema: Draft): boolean =>
  (typesIn(schema)?.includes('object') ?? false) &&
  !owns(schema) &&
  !saying.some((key) => key in schema);
