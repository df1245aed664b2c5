import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { nameOf } from '../../schema/draft.js';
import { inner } from '../../schema/walk.js';
import type { Dialect, Note, Obstacle } from './dialect.js';

/** Where a schema stands. */
export interface Spot {
  /** JSON Pointer into the whole schema. */
  readonly path: string;
  /** Whether the runtime can tell a null sent for "absent" here: not where it cannot tell which branch it is in. */
  readonly telling: boolean;
}

/** The lowering of one schema: what it knows and what it finds. */
export interface Context {
  readonly dialect: Dialect;
  readonly definition: (name: string) => Json;
  readonly notes: Note[];
  readonly obstacles: Obstacle[];
  lower(schema: Json, spot: Spot): JsonObject;
}

/** Notes why a closed grammar cannot say it; an open one says it in its own way. */
export function block(context: Context, { path }: Spot, reason: string): void {
  if (context.dialect.closed) context.obstacles.push({ path, reason });
}

/** Calls back for every schema in a schema, itself first, references followed once. */
export function someSchema(
  schema: Json,
  definition: (name: string) => Json,
  test: (schema: JsonObject) => boolean,
  seen = new Set<string>(),
): boolean {
  if (!isObject(schema)) return false;
  if (test(schema)) return true;
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  const next = name !== undefined && !seen.has(name) ? [definition(name)] : [];
  if (name !== undefined) seen.add(name);
  return [...inner(schema), ...next].some((each) => someSchema(each, definition, test, seen));
}

export const optionalNames = (schema: JsonObject): readonly string[] => {
  const required = (schema.required ?? []) as readonly Json[];
  return Object.keys((schema.properties ?? {}) as JsonObject).filter(
    (name) => !required.includes(name),
  );
};
