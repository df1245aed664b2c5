import type { Json } from '../src/json.js';
import type { Place } from './diagnostic.js';

/** A value of tools.yaml that knows where it stands. Aliases are resolved; the key `<<` is never a merge. */
export interface SourceNode {
  /** From the root of its file; a tool of an included file stands under the same path as one of the main file. */
  readonly path: readonly (string | number)[];
  /** The plain value, deep: fresh on every read of a property, never cyclic. */
  readonly json: Json;
  /** Where the value stands. */
  readonly place: Place;
  /**
   * A scalar as it is written from `place` on: quotes, block header, indentation and all. Undefined for maps and lists.
   * It lets a fault inside a string be pointed at.
   */
  readonly written?: string | undefined;
  /** Where its key stands; the value's place for list items and the root. */
  readonly keyPlace: Place;
  /** The member of a map; undefined where this is no map or has no such key. */
  get(key: string): SourceNode | undefined;
  /** Members of a map in written order; empty where this is no map. */
  entries(): readonly (readonly [string, SourceNode])[];
  /** Items of a list; empty where this is no list. */
  items(): readonly SourceNode[];
}
