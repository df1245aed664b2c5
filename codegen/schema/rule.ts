import { isObject, type Json } from '../../src/json.js';
import { nameOf } from './draft.js';
import type { Definitions } from './union.js';
import { inner } from './walk.js';

/**
 * The first of our rules that would be applied somewhere inside, references followed; undefined where there is none.
 */
export function firstRule(
  schema: Json,
  definitions: Definitions,
  seen = new Set<string>(),
): 'sanitize' | 'default' | undefined {
  if (!isObject(schema)) return undefined;
  if ('sanitize' in schema) return 'sanitize';
  if ('default' in schema) return 'default';
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  const next = name !== undefined && !seen.has(name) ? [definitions(name)] : [];
  if (name !== undefined) seen.add(name);
  for (const each of [...inner(schema), ...next]) {
    const rule = firstRule(each, definitions, seen);
    if (rule) return rule;
  }
  return undefined;
}
