import type { ErrorObject } from 'ajv';
import type { Json } from '../../src/json.js';
import type { Schema } from '../ir.js';
import { validatorOf } from './compile.js';
import { brief, typeWords } from './words.js';

export interface SchemaIssue {
  /** JSON Pointer (RFC 6901) to the value. */
  readonly path: string;
  /** What must be there: it goes on from "it …". */
  readonly message: string;
}

/** What is wrong with a value under a lowered schema: the first fault, or none. */
export function issuesOf(schema: Schema, value: Json): readonly SchemaIssue[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  const error = validate.errors?.at(-1);
  return error ? [{ path: error.instancePath, message: message(error) }] : [];
}

type Params = ErrorObject['params'];

const bound =
  (relation: string) =>
  ({ limit }: Params) =>
    `must be ${relation} ${limit}`;
const size =
  (relation: string, one: string, many = `${one}s`) =>
  ({ limit }: Params) =>
    `must have ${relation} ${limit} ${limit === 1 ? one : many}`;

/** What each keyword wants. The validators carry no texts: the runtime has its own, and they are loaded for nothing. */
const wants: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => `must be of type ${typeWords([type].flat())}`,
  enum: ({ allowedValues }) =>
    `must be one of ${(allowedValues as readonly Json[]).map(brief).join(', ')}`,
  const: ({ allowedValue }) => `must be ${brief(allowedValue as Json)}`,
  additionalProperties: ({ additionalProperty }) =>
    `must not have the property \`${additionalProperty}\`, which is not declared`,
  required: ({ missingProperty }) => `must have the property \`${missingProperty}\``,
  minimum: bound('at least'),
  maximum: bound('at most'),
  exclusiveMinimum: bound('greater than'),
  exclusiveMaximum: bound('less than'),
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  minLength: size('at least', 'character'),
  maxLength: size('at most', 'character'),
  minItems: size('at least', 'item'),
  maxItems: size('at most', 'item'),
  minProperties: size('at least', 'property', 'properties'),
  maxProperties: size('at most', 'property', 'properties'),
  uniqueItems: ({ i, j }) => `must not hold the same item twice, as ${j} and ${i}`,
  contains: ({ minContains }) => `must hold at least ${minContains} fitting item(s)`,
  propertyNames: ({ propertyName }) => `must not have the property name ${brief(propertyName)}`,
  pattern: ({ pattern }) => `must match the pattern ${pattern}`,
  format: ({ format }) => `must be a valid ${format}`,
  discriminator: ({ tag }) => `must name one of the allowed forms in \`${tag}\``,
  oneOf: ({ passingSchemas }) =>
    passingSchemas ? 'must not match two of the forms' : 'must match one of the forms',
  anyOf: () => 'must match one of the forms',
  not: () => 'must not have the form under `not`',
  'false schema': () => 'must not be there: no value is allowed',
};

const message = ({ keyword, params }: ErrorObject): string =>
  wants[keyword]?.(params) ?? `must pass \`${keyword}\``;
