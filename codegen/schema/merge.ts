import { canonical, isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { isOf, tests } from './dialect.js';
import type { Draft } from './draft.js';

/** What cannot become one schema: the name of the property, or the keyword, that two parts say differently. */
export type Clash = (name: string) => void;

type Both = (a: Json, b: Json) => Json;
const most: Both = (a, b) => Math.max(Number(a), Number(b));
const least: Both = (a, b) => Math.min(Number(a), Number(b));
const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value]);
const shared: Both = (a, b) => list(a).filter((each) => list(b).includes(each));
const ofTypes: Both = (values, types) =>
  list(values).filter((value) => list(types).some((type) => isOf(value, type)));
const together: Both = (a, b) => [...new Set([...list(a), ...list(b)])];

/** The types both take: an integer is a number. */
function sharedTypes(a: Json, b: Json): readonly Json[] {
  const [left, right] = [list(a), list(b)];
  const takes = (types: readonly Json[], type: Json) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return [
    ...new Set([...left.filter((t) => takes(right, t)), ...right.filter((t) => takes(left, t))]),
  ];
}

const lists: Both = (a, b) => {
  const out: Record<string, Json> = { ...(a as JsonObject) };
  for (const [key, names] of Object.entries(b as JsonObject))
    out[key] = Object.hasOwn(out, key) ? together(out[key] as Json, names) : names;
  return out;
};

/** How two values of a keyword become one that tests what both do. */
const one: Readonly<Record<string, Both>> = {
  type: (a, b) => {
    const types = sharedTypes(a, b);
    return types.length === 1 ? (types[0] as Json) : types;
  },
  enum: shared,
  required: together,
  dependentRequired: lists,
  minimum: most,
  exclusiveMinimum: most,
  minLength: most,
  minItems: most,
  minProperties: most,
  maximum: least,
  exclusiveMaximum: least,
  maxLength: least,
  maxItems: least,
  maxProperties: least,
  uniqueItems: (a, b) => a === true || b === true,
  additionalProperties: (a, b) => a === true && b === true,
};

const same = (a: Json, b: Json) => canonical(a) === canonical(b);
const plain = (schema: Json): schema is JsonObject =>
  isObject(schema) &&
  !['$ref', 'properties', 'items', 'prefixItems', 'anyOf', 'oneOf'].some((key) => key in schema);

const literals = (draft: Draft) => ('const' in draft ? [draft.const as Json] : draft.enum);

/** The types or the values of two schemas that leave no value for both. */
export function excluding(a: Draft, b: Draft): { readonly a: Json; readonly b: Json } | undefined {
  const apart = (
    [
      [a.type, b.type, sharedTypes],
      [literals(a), literals(b), shared],
      [literals(a), b.type, ofTypes],
      [a.type, literals(b), (types, values) => ofTypes(values, types)],
    ] as const satisfies readonly (readonly [Json | undefined, Json | undefined, Both])[]
  ).find(
    ([left, right, both]) =>
      left !== undefined && right !== undefined && list(both(left, right)).length === 0,
  );
  return apart && { a: apart[0] as Json, b: apart[1] as Json };
}

/** Maps of properties that one join has made and nobody else has seen: of a thousand parts they are not copied for each. */
export type Made = WeakSet<JsonObject>;

/** A property of both has to pass both, and is joined in its turn. */
function properties(a: JsonObject, b: JsonObject, clash: Clash, made: Made): JsonObject {
  const out: Record<string, Json> = made.has(a) ? a : { ...a };
  made.add(out);
  for (const [name, schema] of Object.entries(b)) {
    const before = memberOf(out, name);
    if (before === undefined || same(before, schema)) out[name] = before ?? schema;
    else if (plain(before) && plain(schema) && !excluding(before, schema))
      out[name] = { allOf: [before, schema] };
    else clash(name);
  }
  return out;
}

/** Keywords that mean something only together: where both parts say one of them, each part keeps its own. */
const contains = ['contains', 'minContains', 'maxContains'];
const array = ['items', 'prefixItems'];
const says = (draft: Draft, group: readonly string[]) => group.some((key) => key in draft);
const part = (draft: Draft, group: readonly string[]): Draft =>
  Object.fromEntries(Object.entries(draft).filter(([key]) => group.includes(key)));

/** One schema that tests what both do. Of what explains or is ours, the first says it. */
export function merge(a: Draft, b: Draft, clash: Clash, made: Made): Draft {
  const out: Record<string, Json> = { ...a };
  const extra: Record<string, Json> = {};
  const apart = says(a, contains) && says(b, contains) ? contains : [];
  if (says(a, array) && says(b, array) && !same(part(a, array), part(b, array))) clash('items');
  for (const [key, value] of Object.entries(b)) {
    const before = out[key];
    if (apart.includes(key)) extra[key] = value;
    else if (before === undefined) out[key] = value;
    else if (key === 'allOf') out[key] = [...list(before), ...list(value)];
    else if (key === 'properties' || key === 'patternProperties')
      out[key] = properties(before as JsonObject, value as JsonObject, clash, made);
    else if (!tests(key) || same(before, value)) continue;
    else if (one[key]) out[key] = one[key](before, value);
    else extra[key] = value;
  }
  if (Object.keys(extra).length > 0) out.allOf = [...list(out.allOf ?? []), extra];
  return out;
}
