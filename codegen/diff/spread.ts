import { byCodeUnit, canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import { dialect, tests } from '../schema/dialect.js';

/** Lists that mean the same in any order. */
const UNORDERED = new Set(['type', 'enum', 'required', 'anyOf', 'oneOf', 'allOf']);

/**
 * A keyword's value as text, what it refers to included, what only explains left out: two that say the same in another
 * order have the same text.
 */
export function spread(key: string, value: Json | undefined, defs: JsonObject): string {
  if (value === undefined) return '';
  const reached = new Map<string, string>();
  const schema = (each: Json): Json => {
    if (!isObject(each)) return each;
    const name = typeof each.$ref === 'string' ? each.$ref.replace('#/$defs/', '') : undefined;
    if (name !== undefined && !reached.has(name)) {
      reached.set(name, '');
      reached.set(name, canonical(schema(defs[name] ?? {})));
    }
    const kept = Object.entries(each).filter(([keyword]) => tests(keyword));
    return Object.fromEntries(kept.map(([keyword, of]) => [keyword, bare(keyword, of)]));
  };
  const bare = (keyword: string, of: Json): Json => {
    const holds = dialect[keyword]?.kind.holds;
    if (holds === 'schema') return schema(of);
    if (Array.isArray(of)) {
      const items = holds === 'list' ? of.map(schema) : of;
      return UNORDERED.has(keyword) ? sorted(items) : items;
    }
    if (!isObject(of)) return of;
    const inner = (each: Json) =>
      holds === 'map' ? schema(each) : sorted(each as readonly Json[]);
    return Object.fromEntries(Object.entries(of).map(([name, each]) => [name, inner(each)]));
  };
  return canonical([bare(key, value), ...[...reached].sort().flat()]);
}

const sorted = (list: readonly Json[]): readonly Json[] =>
  [...list].sort((a, b) => byCodeUnit(canonical(a), canonical(b)));
