import type { ValidatorError } from '../contract.js';
import type { Issue } from '../error.js';
import { type Json, memberOf } from '../json.js';
import { nearest } from '../text/nearest.js';
import { alternatives, cut, typeOf } from './rendering.js';

type Words = Pick<Issue, 'message' | 'expected' | 'nearest'>;
type Params = ValidatorError['params'];

/** One keyword of JSON Schema each: what it wants, in a sentence and as data. */
const words: Readonly<Record<string, (params: Params, value: Json | undefined) => Words>> = {
  type: ({ type }, value) => {
    const types = ([] as Json[]).concat(type as Json);
    return {
      message: `Must be of type ${types.join(' or ')}, not ${typeOf(value)}.`,
      expected: types.length === 1 ? (types[0] as Json) : types,
    };
  },
  enum: ({ allowedValues }, value) => oneOf(allowedValues as readonly Json[], value),
  const: ({ allowedValue }, value) => oneOf([allowedValue as Json], value),
  discriminator: ({ tag }) => ({ message: `${String(tag)} must name one of the allowed forms.` }),
  minimum: bound('at least'),
  maximum: bound('at most'),
  exclusiveMinimum: bound('greater than'),
  exclusiveMaximum: bound('less than'),
  minLength: size('at least', 'characters'),
  maxLength: size('at most', 'characters'),
  minItems: size('at least', 'items'),
  maxItems: size('at most', 'items'),
  minProperties: size('at least', 'properties'),
  maxProperties: size('at most', 'properties'),
  multipleOf: ({ multipleOf }) => ({
    message: `Must be a multiple of ${String(multipleOf)}.`,
    expected: { multipleOf: multipleOf as Json },
  }),
  pattern: ({ pattern }) => ({
    message: `Must match the pattern ${String(pattern)}.`,
    expected: { pattern: pattern as Json },
  }),
  format: ({ format }) => ({
    message: `Must be a valid ${String(format)}.`,
    expected: { format: format as Json },
  }),
  uniqueItems: ({ i, j }) => ({
    message: `Items must differ; ${String(j)} and ${String(i)} are the same.`,
    expected: { uniqueItems: true },
  }),
  contains: ({ minContains }) => ({
    message: `Must hold at least ${String(minContains)} fitting item(s).`,
  }),
  propertyNames: ({ propertyName }) => ({
    message: `The property name ${cut(JSON.stringify(propertyName))} is not allowed.`,
  }),
  anyOf: () => ({ message: 'Matches none of the allowed forms.' }),
  oneOf: ({ passingSchemas }) => ({
    message: passingSchemas
      ? 'Matches more than one of the allowed forms; it must match exactly one.'
      : 'Matches none of the allowed forms.',
  }),
  not: () => ({ message: 'Has a form that is not allowed.' }),
  'false schema': () => ({ message: 'No value is allowed here.' }),
};

export function sentence(error: ValidatorError, value: Json | undefined): Words {
  const make = memberOf(words, error.keyword);
  return make?.(error.params, value) ?? { message: `Does not satisfy ${error.keyword}.` };
}

function oneOf(allowed: readonly Json[], value: Json | undefined): Words {
  const close = closest(allowed, value);
  const hint = close === undefined ? '' : ` Did you mean ${JSON.stringify(close)}?`;
  const list = alternatives(allowed);
  return {
    message: `Must be ${allowed.length === 1 ? list : `one of ${list}`}.${hint}`,
    expected: allowed.length === 1 ? (allowed[0] as Json) : allowed.slice(0, 50),
    ...(close !== undefined && { nearest: close }),
  };
}

/** Close in spelling, or the same but for its type: "3" for 3. */
function closest(allowed: readonly Json[], value: Json | undefined): Json | undefined {
  if (allowed.length < 2 || value === undefined || typeof value === 'object') return undefined;
  const texts = allowed.map((each) => String(each));
  const close = nearest(String(value), texts);
  return close === undefined ? undefined : allowed[texts.indexOf(close)];
}

function bound(relation: string) {
  return ({ limit }: Params): Words => ({
    message: `Must be ${relation} ${String(limit)}.`,
    expected: `${relation} ${String(limit)}`,
  });
}

function size(relation: string, unit: string) {
  return ({ limit }: Params): Words => {
    const units = limit === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit;
    return {
      message: `Must have ${relation} ${String(limit)} ${units}.`,
      expected: `${relation} ${String(limit)} ${units}`,
    };
  };
}
