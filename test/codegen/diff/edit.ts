import { dialect } from '../../../codegen/schema/dialect.js';
import { root } from '../../../codegen/spec/root.js';
import type { Spec } from '../../../codegen/spec/spec.js';
import { isObject, type Json, type JsonObject } from '../../../src/json.js';

/** One value of a document in another's place; undefined where it is gone. */
export interface Edit {
  readonly path: readonly (string | number)[];
  readonly value: Json | undefined;
}

/** Every key of the language, as `tools.*.retry.attempts`. */
export function keysOf(spec: Spec = root, path = ''): readonly string[] {
  switch (spec.kind) {
    case 'record':
      return Object.entries(spec.keys).flatMap(([key, { spec: inner }]) => [
        `${path}${key}`,
        ...keysOf(inner, `${path}${key}.`),
      ]);
    case 'names':
      return keysOf(spec.of, `${path}*.`);
    case 'list':
      return keysOf(spec.of, path);
    case 'either':
      return spec.of.flatMap((each) => keysOf(each, path));
    default:
      return [];
  }
}

/** The key of the language that an edit is of. */
export const keyOf = ({ path }: Edit, spec: Spec = root): string => stepsOf(path, spec).join('.');

function stepsOf([step, ...rest]: readonly (string | number)[], spec: Spec): string[] {
  if (step === undefined) return [];
  if (typeof step === 'number') return stepsOf(rest, spec.kind === 'list' ? spec.of : itemOf(spec));
  if (spec.kind === 'either')
    return stepsOf([step, ...rest], spec.of.find((each) => each.kind === 'record') ?? spec);
  if (spec.kind === 'names') return ['*', ...stepsOf(rest, spec.of)];
  if (spec.kind !== 'record') return [];
  return [step, ...stepsOf(rest, spec.keys[step]?.spec ?? { kind: 'data' })];
}
const itemOf = (spec: Spec): Spec => {
  const list = spec.kind === 'either' ? spec.of.find((each) => each.kind === 'list') : undefined;
  return list?.kind === 'list' ? list.of : { kind: 'data' };
};

/** What a document could say instead, one place at a time. Much of it is not valid. */
export function editsOf(document: JsonObject): readonly Edit[] {
  return within(document, root, [], wordsOf(document));
}

type Path = Edit['path'];
const put = (path: Path, ...values: readonly (Json | undefined)[]): Edit[] =>
  values.map((value) => ({ path, value }));

/** Names that one part of the file may call another by, and conditions. */
const wordsOf = (document: JsonObject): readonly string[] => [
  ...['permissions', 'rate_limits', 'sanitizers', 'schemas'].flatMap((key) =>
    Object.keys((document[key] ?? {}) as object),
  ),
  ...['trim', 'nfc', 'email', 'user', 'tenant', 'tool', 'global', 'caller.id', 'caller.tenant'],
  ...['args.item_id', 'args.buyer', 'true', '"agent" in caller.roles', 'args.count > 3'],
];

function within(value: Json | undefined, spec: Spec, path: Path, words: readonly string[]): Edit[] {
  switch (spec.kind) {
    case 'either':
      return spec.of.flatMap((each) => within(value, each, path, words));
    case 'record':
      return isObject(value) ? ofRecord(value, spec.keys, path, words) : [];
    case 'names':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, each]) => [
            ...put([...path, key], undefined),
            ...put([...path, `${key}_b`], each),
            ...within(each, spec.of, [...path, key], words),
          ])
        : [];
    case 'list':
      return Array.isArray(value) ? ofList(value, spec.of, path, words) : [];
    case 'schema':
      return isObject(value) ? ofSchema(value, path) : [];
    case 'data':
      return put(path, {}, { item_id: 'chair_13', buyer: 'b', price: { amount: 1 } });
    default:
      return put(path, ...scalars(value, spec, words));
  }
}

function ofRecord(
  value: JsonObject,
  keys: Extract<Spec, { kind: 'record' }>['keys'],
  path: Path,
  words: readonly string[],
): Edit[] {
  return Object.entries(keys).flatMap(([key, { spec, examples = [] }]) => {
    const at = [...path, key];
    const given = value[key];
    if (given === undefined) return put(at, ...examples, ...fresh(spec, words));
    return [...put(at, undefined), ...within(given, spec, at, words)];
  });
}

/** For a key that is not there. */
const fresh = (spec: Spec, words: readonly string[]): readonly Json[] =>
  spec.kind === 'data' || spec.kind === 'schema' ? [] : scalars(undefined, spec, words);

function ofList(value: readonly Json[], spec: Spec, path: Path, words: readonly string[]): Edit[] {
  const [first, ...rest] = value;
  if (first === undefined) return [];
  return [
    ...put(path, rest, [...rest, first], [first, ...value], ...extended(value, spec, words)),
    ...value.flatMap((each, at) => within(each, spec, [...path, at], words)),
  ];
}
const extended = (value: readonly Json[], spec: Spec, words: readonly string[]): Json[] =>
  fresh(spec, words).map((each) => [...value, each]);

function scalars(value: Json | undefined, spec: Spec, words: readonly string[]): readonly Json[] {
  switch (spec.kind) {
    case 'text':
      return typeof value === 'string' ? [`${value}x`, `(${value})`, ...words] : ['xy', ...words];
    case 'flag':
      return [true, false];
    case 'integer': {
      const number = typeof value === 'number' ? value : 4;
      return [number + 1, number - 1, number * 2, 1];
    }
    case 'choice':
      return spec.values;
    case 'duration':
      return ['1ms', '1s', '120s', '3h', '7d'];
    case 'size':
      return ['1B', '2000kB', '1kB', '3MB'];
    case 'either':
      return spec.of.flatMap((each) => scalars(value, each, words));
    case 'list':
      return fresh(spec.of, words).map((each) => [each]);
    default:
      return [];
  }
}

const samples: Readonly<Record<string, readonly Json[]>> = {
  type: ['string', 'integer', ['string', 'null']],
  enum: [['chair_12', 'table_1'], ['a']],
  const: ['chair_12'],
  $ref: ['#/schemas/Money'],
  anyOf: [[{ type: 'string' }, { type: 'integer' }]],
  not: [{ type: 'null' }],
  required: [['price'], []],
  additionalProperties: [true, false, { type: 'string', maxLength: 4 }],
  dependentRequired: [{ note: ['label'] }],
  patternProperties: [{ '^x_': { type: 'string', maxLength: 4 } }],
  propertyNames: [{ maxLength: 30 }],
  minProperties: [1],
  maxProperties: [15],
  items: [{ type: 'string', maxLength: 9 }],
  minItems: [0, 1],
  maxItems: [6],
  uniqueItems: [true, false],
  contains: [{ const: 'oak' }],
  minimum: [-5],
  exclusiveMaximum: [1000],
  multipleOf: [0.5],
  minLength: [1],
  maxLength: [21],
  pattern: ['^[a-z]+'],
  format: ['email'],
  title: ['A title'],
  description: ['Said of it'],
  default: ['x', 2],
  examples: [['x']],
  deprecated: [true],
  readOnly: [true],
  $comment: ['For us'],
  sanitize: ['names', 'trim', ['trim', 'nfc'], [{ url: { hosts: ['a.example.com'] } }]],
  redact: [true],
  untrusted: [true],
};

/** Keywords that come, go or say something else, at any depth. */
function ofSchema(schema: JsonObject, path: Path): Edit[] {
  const come = Object.entries(samples).flatMap(([key, values]) => put([...path, key], ...values));
  return [
    ...come,
    ...Object.entries(schema).flatMap(([key, value]) => ofKeyword(key, value, path)),
  ];
}

function ofKeyword(key: string, value: Json, path: Path): Edit[] {
  const at = [...path, key];
  const gone = put(at, undefined);
  switch (dialect[key]?.kind.holds) {
    case 'schema':
      return [...gone, ...(isObject(value) ? ofSchema(value, at) : [])];
    case 'list':
    case 'map':
      return [
        ...gone,
        ...Object.entries(value as object).flatMap(([name, each]) => {
          const inner = [...at, Array.isArray(value) ? Number(name) : name];
          return [...put(inner, undefined), ...ofSchema(each as JsonObject, inner)];
        }),
      ];
    default:
      if (typeof value === 'number') return [...gone, ...put(at, value + 1, value - 1)];
      if (!Array.isArray(value)) return gone;
      return [...gone, ...put(at, value.slice(1), value.toReversed())];
  }
}

/** A copy of a document with an edit. */
export function edited(document: Json, { path, value }: Edit): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  const copy = structuredClone(document) as Record<string | number, Json>;
  if (rest.length > 0) copy[step] = edited(copy[step] ?? {}, { path: rest, value });
  else if (value !== undefined) copy[step] = value;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return copy;
}
