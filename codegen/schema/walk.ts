import { isObject, type Json } from '../../src/json.js';
import { dialect } from './dialect.js';
import type { Draft } from './draft.js';

/** Keywords whose schemas speak of the very value that theirs speaks of. */
export const inPlace: readonly string[] = ['anyOf', 'oneOf', 'allOf', 'not'];
/** Keywords whose schemas declare nothing: they only test. */
export const onlyTests: readonly string[] = ['not', 'contains', 'propertyNames'];

/** The schemas that the value of a keyword holds. */
export function heldBy(key: string, value: Json): readonly Json[] {
  const holds = dialect[key]?.kind.holds;
  if (holds === 'schema') return [value];
  return holds ? Object.values(value as Draft) : [];
}

/** The schemas that stand in a schema: one step down, references not followed. */
export function inner(schema: Json): readonly Json[] {
  const found: Json[] = [];
  if (!isObject(schema)) return found;
  for (const key in schema) for (const each of heldBy(key, schema[key] as Json)) found.push(each);
  return found;
}

function replaceAll(schemas: Draft, replace: (schema: Json) => Json): Draft {
  const replaced: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(schemas)) replaced[name] = replace(schema);
  return replaced;
}

/** The value of a keyword with every schema in it replaced. */
export function replaceIn(key: string, value: Json, replace: (schema: Json) => Json): Json {
  switch (dialect[key]?.kind.holds) {
    case 'schema':
      return replace(value);
    case 'list':
      return (value as readonly Json[]).map(replace);
    case 'map':
      return replaceAll(value as Draft, replace);
    default:
      return value;
  }
}
