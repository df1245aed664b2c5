import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { tests } from '../../schema/dialect.js';
import { nameOf } from '../../schema/draft.js';
import { inner, replaceIn } from '../../schema/walk.js';
import { latest } from '../latest.js';

/** Says nothing to a model that its description would not. */
const SILENT = new Set(['title', '$comment', 'readOnly', 'writeOnly']);

/**
 * The same schema in fewer tokens: without what a model does not need, and with definitions written out where that is
 * shorter than naming them. A description beside a reference replaces that of its target.
 */
export const compact = latest((schema: JsonObject): JsonObject => {
  const { $defs = {}, ...root } = schema;
  const plain = mapSchemas(root, quiet) as JsonObject;
  const definitions = Object.fromEntries(
    Object.entries($defs as JsonObject).map(([name, each]) => [name, mapSchemas(each, quiet)]),
  );
  return inlined(plain, definitions);
});

function inlined(root: JsonObject, definitions: Readonly<Record<string, Json>>): JsonObject {
  const { uses, named, recursive } = references(root, definitions);
  for (const [name, body] of Object.entries(definitions)) {
    if (recursive.has(name) || !isShorter(name, body, uses.get(name) ?? 0)) continue;
    const { [name]: _, ...rest } = definitions;
    const write = (each: Json) => writeOut(each, name, body);
    const others = Object.entries(rest).map(([key, each]) => [
      key,
      named.get(key)?.has(name) ? mapSchemas(each, write) : each,
    ]);
    return inlined(mapSchemas(root, write) as JsonObject, Object.fromEntries(others));
  }
  return Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions };
}

/** Whether `uses` copies take no more characters than one definition and as many references. */
function isShorter(name: string, body: Json, uses: number): boolean {
  const size = JSON.stringify(body).length;
  const named = uses * `{"$ref":"#/$defs/${name}"}`.length + `"${name}":,`.length + size;
  return uses * size <= named;
}

/** How often others name each definition, what each of them names, and which name themselves. */
function references(root: JsonObject, definitions: Readonly<Record<string, Json>>) {
  const uses = new Map<string, number>();
  const named = new Map<string, Set<string>>();
  const recursive = new Set<string>();
  const visit = (schema: Json, within?: string): void => {
    const name = isObject(schema) && schema.$ref !== undefined ? nameOf(schema.$ref) : undefined;
    if (name !== undefined && name === within) recursive.add(name);
    else if (name !== undefined) {
      uses.set(name, (uses.get(name) ?? 0) + 1);
      if (within !== undefined) named.set(within, (named.get(within) ?? new Set()).add(name));
    }
    for (const each of inner(schema)) visit(each, within);
  };
  visit(root);
  for (const [name, body] of Object.entries(definitions)) visit(body, name);
  return { uses, named, recursive };
}

function writeOut(schema: Json, name: string, body: Json): Json {
  if (!isObject(schema) || schema.$ref === undefined || nameOf(schema.$ref) !== name) return schema;
  const { $ref: _, ...beside } = schema;
  // What tests beside it, tests beside it still: as members of one schema, one would take the place of the other.
  if (Object.keys(beside).some(tests))
    return { ...beside, allOf: [body, ...((beside.allOf ?? []) as readonly Json[])] };
  if (isObject(body)) return { ...body, ...beside };
  return Object.keys(beside).length === 0 ? body : { ...(body ? {} : { not: {} }), ...beside };
}

function quiet(schema: Json): Json {
  if (!isObject(schema) || !Object.keys(schema).some((key) => SILENT.has(key))) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !SILENT.has(key)));
}

/** Every schema inside, innermost first, then the schema itself. */
export function mapSchemas(schema: Json, change: (schema: Json) => Json): Json {
  if (!isObject(schema)) return change(schema);
  const out: Record<string, Json> = {};
  const within = (each: Json) => mapSchemas(each, change);
  for (const [key, value] of Object.entries(schema)) out[key] = replaceIn(key, value, within);
  return change(out);
}
