import { isObject, type Json } from '../../src/json.js';
import type { Schema } from '../ir.js';
import type { Draft } from './draft.js';
import { typesIn } from './object.js';
import { replaceIn } from './walk.js';

const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * The schema of arguments as it is tested: integers that a double holds exactly, as I-JSON has them (RFC 7493 §2.2).
 * The parser refuses one that is written in digits; 1e300 is a number until a schema asks for an integer.
 */
export const withSafeIntegers = (schema: Schema): Schema => safe(schema) as Schema;

function safe(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) out[key] = replaceIn(key, value, safe);
  return Object.assign(out, boundsOf(schema));
}

function boundsOf(schema: Draft): Draft {
  const types = typesIn(schema);
  const whole = types?.includes('integer') && !types.includes('number');
  // What is listed was read as exactly: tools.yaml takes no other.
  if (!whole || 'enum' in schema || 'const' in schema) return {};
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const low = [minimum, exclusiveMinimum].some((each) => Number(each) >= -LARGEST);
  const high = [maximum, exclusiveMaximum].some((each) => Number(each) <= LARGEST);
  return { ...(!low && { minimum: -LARGEST }), ...(!high && { maximum: LARGEST }) };
}
