import { isObject, type Json } from './json.js';
import { type Shape, shapesIn } from './shape.js';
import { type Pass, type Shapes, walk } from './stage/places.js';
import { nearest } from './text/nearest.js';

/** What stands in the audit log, in approvals and before the model in place of a value marked `redact: true`. */
export const REDACTED = '[redacted]';

/** Puts the word in the place of each. */
export const hiding: Pass = { place: (value, shape) => (shape.redact ? REDACTED : value) };

/** A copy without what its shape marks as private. */
export const redacted = (value: Json, shape: Shape | undefined, shapes: Shapes): Json =>
  shape && privateNames(shape, shapes) ? walk(value, { shape, shapes }, hiding) : value;

/**
 * The same of a value that does not fit its shape: a private value may stand anywhere in it, under a name that is
 * almost the right one, or under one that nobody declared.
 */
export function redactedLoosely(value: Json, shape: Shape | undefined, shapes: Shapes): Json {
  const names = shape && privateNames(shape, shapes);
  if (!names) return value;
  const { declared } = shape;
  const near = nearTo(names);
  const undeclared = (name: string) => declared !== undefined && !declared.includes(name);
  return byName(redacted(value, shape, shapes), near, undeclared);
}

/** The names in a text that is JSON once more, its quotes escaped or not. */
const NAMES_WITHIN = /"([^"\\]{1,64})\\*"\s*:/g;

type Names = (name: string) => boolean;

/** `isPrivate` is asked of names in letters alone, in texts too; `also` of those of members, as they are. */
function byName(value: Json, isPrivate: Names, also: Names): Json {
  // A model that writes its arguments as a text inside of the arguments meant them all the same.
  if (typeof value === 'string' && /^\s*[[{]/.test(value))
    for (const [, name = ''] of value.matchAll(NAMES_WITHIN))
      if (isPrivate(letters(name))) return REDACTED;
  if (Array.isArray(value)) return value.map((each: Json) => byName(each, isPrivate, also));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      also(key) || isPrivate(letters(key)) ? REDACTED : byName(each, isPrivate, also),
    ]),
  );
}

/** Names are compared with care up to so many; where there are more, what they hold is not kept. */
const MOST_NAMES = 1000;

/** A model that mistyped a name meant its value all the same. */
function nearTo(names: ReadonlySet<string>): (name: string) => boolean {
  let compared = 0;
  return (name) => {
    if (names.has(name)) return true;
    compared += 1;
    return compared > MOST_NAMES || nearest(name, names) !== undefined;
  };
}

/** A name as people vary it: `Card-Number` is `card_number`. */
const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const known = new WeakMap<Shape, ReadonlySet<string>>();
const nothing: ReadonlySet<string> = new Set();

/** The names of members in which a shape marks something private; undefined where it marks nothing. */
function privateNames(shape: Shape, shapes: Shapes): ReadonlySet<string> | undefined {
  let names = known.get(shape);
  if (!names) {
    const found = new Set<string>();
    collect(shape, '', shapes, found, new Set());
    names = found.size > 0 ? found : nothing;
    known.set(shape, names);
  }
  return names.size > 0 ? names : undefined;
}

function collect(
  shape: Shape,
  name: string,
  shapes: Shapes,
  names: Set<string>,
  seen: Set<string>,
): void {
  if (shape.redact) names.add(letters(name));
  const { ref, properties = {}, ...unnamed } = shape;
  for (const [key, each] of Object.entries(properties)) collect(each, key, shapes, names, seen);
  for (const each of shapesIn(unnamed)) collect(each, name, shapes, names, seen);
  // A shared shape may hold itself; under another name it is looked at again.
  const place = JSON.stringify([ref, name]);
  const shared = ref === undefined ? undefined : shapes?.[ref];
  if (!shared || seen.has(place)) return;
  seen.add(place);
  collect(shared, name, shapes, names, seen);
}

/** Of a private value in a text, this much must be there to be told from chance. */
export const SHORTEST = 3;

/** Every text, number and undeclared name within the private places of a value, the longest first. */
export function privateTexts(value: Json, shape: Shape | undefined, shapes: Shapes): string[] {
  if (!shape || !privateNames(shape, shapes)) return [];
  const texts = new Set<string>();
  const add = (part: Json, declared: readonly string[]): void => {
    if (typeof part === 'string' || typeof part === 'number') texts.add(String(part));
    if (typeof part !== 'object' || part === null) return;
    if (isObject(part))
      for (const name of Object.keys(part)) if (!declared.includes(name)) texts.add(name);
    for (const each of Object.values(part)) add(each, declared);
  };
  walk(
    value,
    { shape, shapes },
    {
      place(part, { redact, declared = [] }) {
        if (redact) add(part, declared);
        return part;
      },
    },
  );
  return [...texts].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}
