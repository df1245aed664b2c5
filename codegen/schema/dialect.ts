import type { Json } from '../../src/json.js';
import { isObject } from '../../src/json.js';

/** What the value of a keyword must be. */
export interface Kind {
  /** Ends the sentence "… takes". */
  readonly takes: string;
  readonly fits: (value: Json) => boolean;
  /** How schemas stand inside the value. */
  readonly holds?: 'schema' | 'list' | 'map';
}

const isText = (value: Json): value is string => typeof value === 'string';
const isScalar = (value: Json) => value === null || typeof value !== 'object';
const isCount = (value: Json) => Number.isSafeInteger(value) && (value as number) >= 0;
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const distinct = (list: readonly Json[]) => new Set(list).size === list.length;
const isNames = (value: Json) => isList(value) && value.every(isText) && distinct(value);
const isSchema = (value: Json) => isObject(value) || typeof value === 'boolean';

const kinds = {
  schema: { takes: 'a schema', fits: isSchema, holds: 'schema' },
  schemas: {
    takes: 'a list of at least one schema',
    fits: (value) => isList(value) && value.length > 0 && value.every(isSchema),
    holds: 'list',
  },
  schemaMap: {
    takes: 'a map of names to schemas',
    fits: (value) => isObject(value) && Object.values(value).every(isSchema),
    holds: 'map',
  },
  type: {
    takes: 'the name of a type, or a list of different ones',
    fits: (value) => isText(value) || (isNames(value) && (value as readonly Json[]).length > 0),
  },
  names: { takes: 'a list of different names', fits: isNames },
  namesMap: {
    takes: 'a map of names to lists of different names',
    fits: (value) => isObject(value) && Object.values(value).every(isNames),
  },
  text: { takes: 'a text', fits: isText },
  boolean: { takes: 'true or false', fits: (value) => typeof value === 'boolean' },
  mark: { takes: 'true', fits: (value) => value === true },
  count: { takes: 'a whole number that is not negative', fits: isCount },
  number: { takes: 'a number', fits: (value) => typeof value === 'number' },
  positive: {
    takes: 'a number above zero',
    fits: (value) => typeof value === 'number' && value > 0,
  },
  scalar: { takes: 'a text, a number, true, false or null', fits: isScalar },
  literals: {
    takes: 'a list of at least one text, number, true, false or null, all different',
    fits: (value) => isList(value) && value.length > 0 && value.every(isScalar) && distinct(value),
  },
  list: { takes: 'a list', fits: isList },
  json: { takes: 'any value', fits: () => true },
  chain: {
    takes: 'the name of a sanitizer, or a list of steps',
    fits: (value) => !isScalar(value) || isText(value),
  },
} as const satisfies Record<string, Kind>;

export const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
export type TypeName = (typeof types)[number];

const scalarIs: Readonly<Record<TypeName, (value: Json) => boolean>> = {
  string: isText,
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  object: () => false,
  array: () => false,
  null: (value) => value === null,
};

/** Whether a literal, which is a scalar, is of a type. */
export const isOf = (value: Json, type: Json): boolean =>
  scalarIs[type as TypeName]?.(value) ?? false;

export interface Keyword {
  readonly kind: Kind;
  /** The types it says something about; values of other types pass it. Absent: it is about every value. */
  readonly about?: readonly TypeName[];
  /** Whether it tests anything: an annotation explains, ours says what toolwright does with the value. */
  readonly role?: 'annotation' | 'ours';
}

const number = ['number', 'integer'] as const;
const object = ['object'] as const;
const array = ['array'] as const;
const string = ['string'] as const;
const note = 'annotation';

/** The keywords of JSON Schema 2020-12 that compile soundly, and our three. Every other one is refused by name. */
const keywords = {
  type: { kind: kinds.type },
  enum: { kind: kinds.literals },
  const: { kind: kinds.scalar },
  $ref: { kind: kinds.text },
  $defs: { kind: kinds.schemaMap, role: note },
  anyOf: { kind: kinds.schemas },
  oneOf: { kind: kinds.schemas },
  allOf: { kind: kinds.schemas },
  not: { kind: kinds.schema },
  properties: { kind: kinds.schemaMap, about: object },
  required: { kind: kinds.names, about: object },
  additionalProperties: { kind: kinds.schema, about: object },
  patternProperties: { kind: kinds.schemaMap, about: object },
  propertyNames: { kind: kinds.schema, about: object },
  dependentRequired: { kind: kinds.namesMap, about: object },
  minProperties: { kind: kinds.count, about: object },
  maxProperties: { kind: kinds.count, about: object },
  items: { kind: kinds.schema, about: array },
  prefixItems: { kind: kinds.schemas, about: array },
  minItems: { kind: kinds.count, about: array },
  maxItems: { kind: kinds.count, about: array },
  uniqueItems: { kind: kinds.boolean, about: array },
  contains: { kind: kinds.schema, about: array },
  minContains: { kind: kinds.count, about: array },
  maxContains: { kind: kinds.count, about: array },
  minimum: { kind: kinds.number, about: number },
  maximum: { kind: kinds.number, about: number },
  exclusiveMinimum: { kind: kinds.number, about: number },
  exclusiveMaximum: { kind: kinds.number, about: number },
  multipleOf: { kind: kinds.positive, about: number },
  minLength: { kind: kinds.count, about: string },
  maxLength: { kind: kinds.count, about: string },
  pattern: { kind: kinds.text, about: string },
  format: { kind: kinds.text, about: string },
  title: { kind: kinds.text, role: note },
  description: { kind: kinds.text, role: note },
  default: { kind: kinds.json, role: note },
  examples: { kind: kinds.list, role: note },
  deprecated: { kind: kinds.boolean, role: note },
  readOnly: { kind: kinds.boolean, role: note },
  writeOnly: { kind: kinds.boolean, role: note },
  $comment: { kind: kinds.text, role: note },
  sanitize: { kind: kinds.chain, role: 'ours' },
  redact: { kind: kinds.mark, role: 'ours' },
  untrusted: { kind: kinds.mark, role: 'ours' },
} as const satisfies Record<string, Keyword>;

/** For the tables that have to say something of each. */
export type KeywordName = keyof typeof keywords;
/** By what somebody wrote: `toString`, which every other object has, is no keyword. */
export const dialect: Readonly<Record<string, Keyword>> = Object.assign(
  Object.create(null) as Record<string, Keyword>,
  keywords,
);

/** Whether a keyword tests the value; the others may stand beside a `$ref` without changing what passes. */
export const tests = (keyword: string): boolean => dialect[keyword]?.role === undefined;
