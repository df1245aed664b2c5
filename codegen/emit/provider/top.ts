import type { Json, JsonObject } from '../../../src/json.js';
import type { Note } from './dialect.js';
import { described, sentences } from './sentence.js';

/** What OpenAI and Anthropic refuse at the top of a schema, and with it the request and every other tool in it. */
const REFUSED = new Set(['oneOf', 'anyOf', 'allOf', 'not', 'enum', 'const']);

const split = (schema: JsonObject, are: boolean): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => REFUSED.has(key) === are));

/** The same schema with a sentence for what may not stand at its top; our validator enforces it. */
export function plainTop(schema: JsonObject): JsonObject {
  const refused = split(schema, true);
  if (Object.keys(refused).length === 0) return schema;
  const { description = '', ...rest } = split(schema, false) as { description?: Json };
  return { ...rest, description: described(String(description), sentences(refused)) };
}

export const topNotes = (schema: JsonObject): readonly Note[] =>
  Object.keys(split(schema, true)).map((keyword) => ({ path: '', keyword }));
