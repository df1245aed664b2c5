import { isObject, type Json } from '../../src/json.js';
import { nameOf } from './draft.js';
import type { Definitions } from './union.js';
import { inner } from './walk.js';

/** What changes a value, by which two branches that cannot be told apart must not differ. */
export const changes: readonly string[] = ['sanitize', 'default'];
/** What guards a value, and must not be lost. */
export const guards: readonly string[] = ['redact', 'untrusted', 'sanitize'];

/**
 * The first of our rules that would be applied somewhere inside, references followed; undefined where there is none.
 */
export function firstRule(
  schema: Json,
  definitions: Definitions,
  rules: readonly string[],
  seen = new Set<string>(),
): string | undefined {
  if (!isObject(schema)) return undefined;
  const own = rules.find((rule) => rule in schema);
  if (own) return own;
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  const next = name !== undefined && !seen.has(name) ? [definitions(name)] : [];
  if (name !== undefined) seen.add(name);
  for (const each of [...inner(schema), ...next]) {
    const rule = firstRule(each, definitions, rules, seen);
    if (rule) return rule;
  }
  return undefined;
}
