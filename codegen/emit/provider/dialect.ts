import type { Json, JsonObject } from '../../../src/json.js';

/** What a provider takes of JSON Schema, and what it makes of optional properties. */
export interface Dialect {
  /** Whether the keyword may be sent as it is; otherwise it becomes a sentence, and our validator enforces it. */
  readonly takes: (keyword: string, value: Json) => boolean;
  /** A closed grammar: no open objects, no tuples, no values of any kind, a type everywhere. */
  readonly closed: boolean;
  /** Every property is required, and an optional one that is absent is sent as null. */
  readonly nullableOptionals: boolean;
  readonly recursion: boolean;
}

/** A keyword that a provider is not sent: a sentence of a description says it. `path` is a JSON Pointer. */
export interface Note {
  readonly path: string;
  readonly keyword: string;
}

/** Why a schema has no sound form in a closed grammar. */
export interface Obstacle {
  readonly path: string;
  readonly reason: string;
}

export interface Lowered {
  readonly schema: JsonObject;
  readonly notes: readonly Note[];
  /** None: the schema is sound, and the provider's strict mode may be on. */
  readonly obstacles: readonly Obstacle[];
}
