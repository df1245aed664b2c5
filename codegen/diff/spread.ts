import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import { tests } from '../schema/dialect.js';

/** A part of a schema as text, what it refers to included, what only explains left out. */
export function spread(part: Json | undefined, defs: JsonObject): string {
  if (part === undefined) return '';
  const reached = new Map<string, string>();
  const bare = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(bare);
    if (!isObject(value)) return value;
    const name = typeof value.$ref === 'string' ? value.$ref.replace('#/$defs/', '') : undefined;
    if (name !== undefined && !reached.has(name)) {
      reached.set(name, '');
      reached.set(name, canonical(bare(defs[name] ?? {})));
    }
    const kept = Object.entries(value).filter(([key, each]) => tests(key) || isObject(each));
    return Object.fromEntries(kept.map(([key, each]) => [key, bare(each)]));
  };
  return canonical([bare(part), ...[...reached].sort().flat()]);
}
