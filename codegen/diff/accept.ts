import { isObject, type Json, type JsonObject } from '../../src/json.js';
import { dialect, tests } from '../schema/dialect.js';
import { matcher } from '../schema/pattern/index.js';
import { type Bound, bounds } from './bound.js';
import { type Pair, pairsOf, partOf } from './branches.js';
import type { Difference, Kind, Moved } from './difference.js';
import {
  isOpen,
  list,
  map,
  object,
  resolved,
  takes,
  tested,
  typesOf,
  valuesOf,
  without,
} from './reading.js';
import { spread } from './spread.js';

/** Keywords whose values can be ordered, each by a way of its own. */
const ORDERED = new Set(
  (
    'type enum const $ref properties required additionalProperties items pattern format uniqueItems ' +
    'multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems ' +
    'minProperties maxProperties'
  ).split(' '),
);
/** All others that test anything are only ever compared as a whole: what they let through cannot be ordered. */
const WHOLE = Object.keys(dialect).filter((key) => tests(key) && !ORDERED.has(key));
/** Where the branches can be told apart, they are compared one by one. */
const UNIONS = new Set(['anyOf', 'oneOf']);

const say = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value);

/** With so many differences, one of a shared schema is not told once more for each place that it is used at. */
const MOST_FOUND = 1_000;

/** Walks two lowered schemas side by side, through their references. */
export class Comparison {
  readonly found: Difference[] = [];
  readonly moved: Moved[] = [];
  readonly #old: JsonObject;
  readonly #new: JsonObject;
  readonly #seen = new Set<string>();
  readonly #alike = new Set<string>();
  readonly #told = new Set<string>();
  constructor(old: JsonObject, now: JsonObject) {
    this.#old = map(old.$defs);
    this.#new = map(now.$defs);
  }

  compare(before: Json | undefined, after: Json | undefined, path: string): void {
    if (object(before).$ref !== undefined || object(after).$ref !== undefined) {
      // Recursion ends where the same two meet again on the way down. All of both: many have no reference.
      const pair = `${say(tested(before))} ${say(tested(after))}`;
      if (this.#seen.has(pair) || this.#isKnown(pair)) return;
      this.#seen.add(pair);
      const count = this.found.length;
      this.#both(resolved(before, this.#old), resolved(after, this.#new), path);
      this.#seen.delete(pair);
      (this.found.length === count ? this.#alike : this.#told).add(pair);
    } else this.#both(object(before), object(after), path);
  }

  /** What does not differ, or did so at places enough. */
  #isKnown(pair: string): boolean {
    return this.#alike.has(pair) || (this.found.length > MOST_FOUND && this.#told.has(pair));
  }

  #both(before: JsonObject, after: JsonObject, path: string): void {
    if (!this.#types(before, after, path)) return;
    this.#values(before, after, path);
    for (const each of bounds(before, after)) this.#bound(each, path);
    this.#text('pattern', before, after, path);
    this.#text('format', before, after, path);
    for (const key of WHOLE) this.#whole(key, before, after, path);
    this.#properties(before, after, path);
    if (before.items !== undefined || after.items !== undefined)
      this.compare(before.items, after.items, `${path}/[]`);
  }

  #add(kind: Kind, way: Difference['way'], path: string, detail: string): void {
    this.found.push({ kind, way, path, detail });
  }

  /** Whether any type is common to both: if not, nothing else is worth saying. */
  #types(before: JsonObject, after: JsonObject, path: string): boolean {
    const [old, now] = [typesOf(before), typesOf(after)];
    const detail = `${old.join(' or ')} → ${now.join(' or ')}`;
    if (!old.every((type) => takes(now, type))) this.#add('type', 'narrower', path, detail);
    if (!now.every((type) => takes(old, type))) this.#add('type', 'wider', path, detail);
    return old.some((type) => takes(now, type)) || now.some((type) => takes(old, type));
  }

  #values(before: JsonObject, after: JsonObject, path: string): void {
    const [old, now] = [valuesOf(before), valuesOf(after)];
    if (!old && !now) return;
    const gone = old?.filter((value) => now && !now.includes(value)) ?? [];
    const added = now?.filter((value) => old && !old.includes(value)) ?? [];
    if (!old) this.#add('enum', 'narrower', path, `only ${now?.join(', ')}`);
    else if (gone.length > 0) this.#add('enum', 'narrower', path, `without ${gone.join(', ')}`);
    if (!now) this.#add('enum', 'wider', path, `no longer only ${old?.join(', ')}`);
    else if (added.length > 0) this.#add('enum', 'wider', path, `also ${added.join(', ')}`);
  }

  #bound({ detail, narrower, wider }: Bound, path: string): void {
    if (narrower) this.#add('bound', 'narrower', path, detail);
    if (wider) this.#add('bound', 'wider', path, detail);
  }

  #text(kind: 'pattern' | 'format', before: JsonObject, after: JsonObject, path: string): void {
    const [old, now] = [before[kind], after[kind]];
    if (old === now) return;
    const detail = `${kind} ${say(old)} → ${say(now)}`;
    if (now !== undefined) this.#add(kind, 'narrower', path, detail);
    if (old !== undefined) this.#add(kind, 'wider', path, detail);
  }

  #whole(key: string, before: JsonObject, after: JsonObject, path: string): void {
    const old = spread(key, before[key], this.#old);
    const now = spread(key, after[key], this.#new);
    if (old === now) return;
    const pairs = UNIONS.has(key) && pairsOf(before[key], after[key], [this.#old, this.#new]);
    if (pairs) for (const each of pairs) this.#branch(each, path);
    else this.#unordered(key, before, after, path);
  }

  #unordered(key: string, before: JsonObject, after: JsonObject, path: string): void {
    const part = key === 'anyOf' && partOf(before[key], after[key], [this.#old, this.#new]);
    const detail = `${key} differs, and cannot be shown to be compatible`;
    if (part) this.#add('type', part.way, path, part.detail);
    else for (const way of ['narrower', 'wider'] as const) this.#add('unknown', way, path, detail);
  }

  #branch({ key, was, is, tagged }: Pair, path: string): void {
    const at = tagged ? `${path}/(${key})` : path;
    if (was === undefined) this.#add('type', 'wider', path, `another branch: ${key}`);
    else if (is === undefined) this.#add('type', 'narrower', path, `a branch is gone: ${key}`);
    else this.compare(was, is, at);
    const missing = was === undefined ? 'old' : is === undefined ? 'new' : undefined;
    if (tagged && missing) this.moved.push({ path: at, missing, open: false });
  }

  #properties(before: JsonObject, after: JsonObject, path: string): void {
    const [old, now] = [map(before.properties), map(after.properties)];
    const [oldNeeds, newNeeds] = [list(before.required), list(after.required)];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const at = `${path}/${name}`;
      if (!Object.hasOwn(old, name)) {
        if (newNeeds.includes(name)) this.#add('new-required', 'narrower', at, 'new');
        else this.#add('property', 'wider', at, 'new');
        this.moved.push({ path: at, missing: 'old', open: isOpen(before) });
        this.#named(name, before, now[name], at);
      } else if (!Object.hasOwn(now, name)) {
        this.#add('property', 'narrower', at, 'gone');
        this.moved.push({ path: at, missing: 'new', open: isOpen(after) });
      } else this.compare(old[name], now[name], at);
    }
    // A property that came or went said so already.
    const [came, went] = [without(now, old), without(old, now)];
    for (const name of newNeeds)
      if (!oldNeeds.includes(name) && !came.includes(String(name)))
        this.#add('required', 'narrower', `${path}/${name}`, 'optional → required');
    for (const name of oldNeeds)
      if (!newNeeds.includes(name) && !went.includes(String(name)))
        this.#add('required', 'wider', `${path}/${name}`, 'required → optional');
    this.#rest(before.additionalProperties, after.additionalProperties, path);
    const [was, is] = [isOpen(before), isOpen(after)];
    if (was !== is)
      this.moved.push({ path: `${path}/*`, missing: was ? 'new' : 'old', open: false });
  }

  /** A property that was let through under no name of its own: by a pattern, or as any other. */
  #named(name: string, before: JsonObject, now: Json | undefined, path: string): void {
    const patterns = Object.entries(map(before.patternProperties)).filter(([pattern]) =>
      matcher(pattern).test(name),
    );
    if (patterns.length === 0) {
      if (before.additionalProperties !== false)
        this.compare(before.additionalProperties, now, path);
      return;
    }
    // The patterns hold beside the name: that it takes more than they do means nothing.
    const inner = new Comparison({ $defs: this.#old }, { $defs: this.#new });
    for (const [, schema] of patterns) inner.compare(schema, now, path);
    this.found.push(...inner.found.filter(({ way }) => way === 'narrower'));
  }

  #rest(before: Json | undefined, after: Json | undefined, path: string): void {
    const [old, now] = [before !== false, after !== false];
    if (old && now) {
      if (isObject(before) || isObject(after)) this.compare(before, after, `${path}/*`);
    } else if (old) this.#add('open', 'narrower', path, 'unknown properties are refused');
    else if (now) this.#add('open', 'wider', path, 'unknown properties are let through');
  }
}
