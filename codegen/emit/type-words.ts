import { isObject, type Json, type JsonObject } from '../../src/json.js';
import { oneLine } from './escape.js';
import { digits, type Mark } from './wording.js';

/** What a schema takes, in a few words: `text, 1 to 100 characters`, `one of celsius, fahrenheit`. */

/** Deeper than this a reader looks at tools.yaml; it also ends recursive schemas. */
const DEEPEST = 3;

interface Words {
  /** Whose `$defs` a `$ref` names. */
  readonly root: JsonObject;
  readonly mark: Mark;
  readonly depth: number;
  /** `s` where there are many of it. */
  readonly many: '' | 's';
}

/** A value as it is spoken of: a text without its quotes. */
export const valueWords = (value: Json): string =>
  oneLine(typeof value === 'string' ? value : JSON.stringify(value));

function range(low: Json | undefined, high: Json | undefined, unit: string): string {
  const [from, to] = [low, high].map((each) =>
    typeof each === 'number' ? digits(each) : undefined,
  );
  if (from !== undefined && to !== undefined) {
    return from === to ? `, ${from}${unit}` : `, ${from} to ${to}${unit}`;
  }
  if (from !== undefined && !(from === '0' && unit)) return `, at least ${from}${unit}`;
  return to === undefined ? '' : `, at most ${to}${unit}`;
}

const beyond = ({ exclusiveMinimum: low, exclusiveMaximum: high }: JsonObject): string =>
  (typeof low === 'number' ? `, more than ${digits(low)}` : '') +
  (typeof high === 'number' ? `, less than ${digits(high)}` : '');

const numberWords = (noun: string, schema: JsonObject): string =>
  noun + beyond(schema) + range(schema.minimum, schema.maximum, '');

function listWords(schema: JsonObject, words: Words): string {
  const items = isObject(schema.items) ? ` of ${describe(schema.items, many(words))}` : '';
  return `list${words.many}${items}${range(schema.minItems, schema.maxItems, ' items')}`;
}

const many = (words: Words): Words => ({ ...words, many: 's' });

function objectWords({ properties }: JsonObject, words: Words): string {
  const names = isObject(properties) ? Object.keys(properties) : [];
  const listed = names.map((name) => words.mark(valueWords(name))).join(', ');
  return `object${words.many}${names.length > 0 ? ` (${listed})` : ''}`;
}

function textWords({ format, minLength, maxLength }: JsonObject, words: Words): string {
  const noun = typeof format === 'string' && /^[a-z-]+$/.test(format) ? format : 'text';
  return noun + words.many + range(minLength, maxLength, ' characters');
}

function byType(type: Json | undefined, schema: JsonObject, words: Words): string {
  if (type === 'string') return textWords(schema, words);
  if (type === 'integer') return numberWords(`whole number${words.many}`, schema);
  if (type === 'number') return numberWords(`number${words.many}`, schema);
  if (type === 'array') return listWords(schema, words);
  if (type === 'object') return objectWords(schema, words);
  if (type === 'boolean') return 'true or false';
  return type === 'null' ? 'null' : `any value${words.many}`;
}

/** The schema a `$ref` names, with what is written beside the `$ref`. */
export function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const { $ref: ref, ...beside } = schema;
  const name = typeof ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(ref)?.[1] : undefined;
  const target = name !== undefined && isObject(root.$defs) ? root.$defs[name] : undefined;
  return isObject(target) ? { ...target, ...beside } : schema;
}

function describe(written: JsonObject, outer: Words): string {
  const { root, mark, depth } = outer;
  if (depth > DEEPEST) return '…';
  const words = { ...outer, depth: depth + 1 };
  const { type, enum: values, const: only, ...rest } = resolve(written, root);
  if (only !== undefined) return `always ${mark(valueWords(only))}`;
  if (Array.isArray(values))
    return `one of ${values.map((each) => mark(valueWords(each))).join(', ')}`;
  const branches = rest.oneOf ?? rest.anyOf;
  const each = Array.isArray(branches)
    ? branches.map((branch) => (isObject(branch) ? describe(branch, words) : 'any value'))
    : (Array.isArray(type) ? type : [type]).map((one: Json | undefined) =>
        byType(one, rest, words),
      );
  return each.join(', or ');
}

export const typeWords = (schema: JsonObject, root: JsonObject, mark: Mark): string =>
  describe(schema, { root, mark, depth: 0, many: '' });
