import type { Json, JsonObject } from '../../src/json.js';
import { possibleTypes, tagOf } from '../schema/union.js';
import { list } from './reading.js';
import { spread } from './spread.js';

/** The branches of a union by what tells them apart: what passes one of them can pass no other. */
interface Branches {
  /** The name of a tag; absent: they are told apart by their types. */
  readonly tag?: string;
  readonly byKey: ReadonlyMap<string, Json>;
}

/** One branch on both sides; on one of them it may be missing. */
export interface Pair {
  readonly key: string;
  readonly was: Json | undefined;
  readonly is: Json | undefined;
  /** Whether it is one of a tag, and what stands in it has places of its own. */
  readonly tagged: boolean;
}

/** The branches of a union before and after, side by side; undefined where not the same tells them apart on both sides. */
export function pairsOf(
  before: Json | undefined,
  after: Json | undefined,
  definitions: readonly [JsonObject, JsonObject],
): readonly Pair[] | undefined {
  const old = branchesIn(list(before), definitions[0]);
  const now = branchesIn(list(after), definitions[1]);
  if (!old || !now || old.tag !== now.tag) return undefined;
  const keys = [...new Set([...old.byKey.keys(), ...now.byKey.keys()])];
  const tagged = now.tag !== undefined;
  return keys.map((key) => ({ key, was: old.byKey.get(key), is: now.byKey.get(key), tagged }));
}

function branchesIn(union: readonly Json[], defs: JsonObject): Branches | undefined {
  if (union.length === 0) return undefined;
  const definition = (name: string): Json => defs[name] ?? true;
  const tag = tagOf(union, definition);
  if (tag) return { tag: tag.name, byKey: keyed(tag.values, union) };
  const types = union.map((branch) => [...possibleTypes(branch, definition)].sort());
  if (new Set(types.flat()).size < types.flat().length) return undefined;
  return { byKey: keyed(types.map(String), union) };
}

const keyed = (keys: readonly string[], union: readonly Json[]) =>
  new Map(keys.map((key, at) => [key, union[at] ?? true]));

/** Whether the branches of one side stand all among those of the other, whatever tells them apart. */
export function partOf(
  before: Json | undefined,
  after: Json | undefined,
  [old, now]: readonly [JsonObject, JsonObject],
) {
  const [was, is] = [textsOf(list(before), old), textsOf(list(after), now)];
  if (isPart(was, is)) return { way: 'wider', detail: 'another branch of anyOf' } as const;
  if (isPart(is, was)) return { way: 'narrower', detail: 'a branch of anyOf is gone' } as const;
  return undefined;
}

/** Each branch as a text, with what it refers to. */
const textsOf = (union: readonly Json[], defs: JsonObject): ReadonlySet<string> =>
  new Set(union.map((each) => spread('anyOf', [each], defs)));

const isPart = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  some.size > 0 && [...some].every((each) => all.has(each));
