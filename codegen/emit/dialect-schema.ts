import type { JsonObject } from '../../src/json.js';
import { type KeywordName, types } from '../schema/dialect.js';
import { formatNames } from '../schema/refused.js';
import { chain } from '../spec/chain.js';
import type { Spec } from '../spec/spec.js';

const schema: JsonObject = { $ref: '#/definitions/Schema' };
const schemas: JsonObject = { type: 'array', items: schema, minItems: 1 };
const schemaMap: JsonObject = { type: 'object', additionalProperties: schema };
const text: JsonObject = { type: 'string' };
const count: JsonObject = { type: 'integer', minimum: 0 };
const number: JsonObject = { type: 'number' };
const boolean: JsonObject = { type: 'boolean' };
const mark: JsonObject = { const: true };
const list: JsonObject = { type: 'array' };
const names: JsonObject = { type: 'array', items: text, uniqueItems: true };
const scalar: JsonObject = { type: ['string', 'number', 'boolean', 'null'] };
const values: JsonObject = { type: 'array', items: scalar, minItems: 1, uniqueItems: true };
const type: JsonObject = { enum: types };
/** Nothing is done to this text, whatever the defaults say. */
const noSteps: JsonObject = { type: 'array', maxItems: 0 };
const typeOrTypes: JsonObject = {
  anyOf: [type, { type: 'array', items: type, minItems: 1, uniqueItems: true }],
};

/** Keyword, its value, and what an editor says of it. Only what the dialect takes completes. */
const keywords: Readonly<Record<KeywordName, readonly [JsonObject, string]>> = {
  type: [typeOrTypes, 'The type of the value, or several.'],
  description: [text, 'What the value means, for the model.'],
  properties: [schemaMap, 'The members of an object.'],
  required: [names, 'The members that must be there.'],
  additionalProperties: [schema, 'Members of any other name. Default: none.'],
  enum: [values, 'The values that are allowed.'],
  const: [scalar, 'The one value that is allowed.'],
  default: [{}, 'The value where the model sends none.'],
  $ref: [text, "A shared schema: '#/schemas/Name'."],
  sanitize: [{}, 'What is done to the text: the name of a sanitizer, or a list of steps.'],
  redact: [mark, 'Kept from the audit log; in a result also from the model.'],
  untrusted: [mark, 'Text from outside: marked as data before the model reads it.'],
  minLength: [count, 'The least number of characters.'],
  maxLength: [count, 'The greatest number of characters.'],
  pattern: [text, 'A regular expression that the text matches somewhere.'],
  format: [{ enum: formatNames }, 'A format that the text has.'],
  minimum: [number, 'The least value.'],
  maximum: [number, 'The greatest value.'],
  exclusiveMinimum: [number, 'The value is greater than this.'],
  exclusiveMaximum: [number, 'The value is less than this.'],
  multipleOf: [{ type: 'number', exclusiveMinimum: 0 }, 'The value is a multiple of this.'],
  items: [schema, 'Every item of an array.'],
  prefixItems: [schemas, 'The first items of an array, each by itself.'],
  minItems: [count, 'The least number of items.'],
  maxItems: [count, 'The greatest number of items.'],
  uniqueItems: [boolean, 'No two items are the same.'],
  contains: [schema, 'At least one item is like this.'],
  minContains: [count, 'The least number of items like `contains`.'],
  maxContains: [count, 'The greatest number of items like `contains`.'],
  oneOf: [schemas, 'Exactly one of these; best told apart by a `const` in each.'],
  anyOf: [schemas, 'At least one of these.'],
  allOf: [schemas, 'All of these.'],
  not: [schema, 'Anything but this.'],
  patternProperties: [schemaMap, 'Members whose name matches a regular expression.'],
  propertyNames: [schema, 'What the names of members are like.'],
  dependentRequired: [
    { type: 'object', additionalProperties: names },
    'Members that must be there where another one is.',
  ],
  minProperties: [count, 'The least number of members.'],
  maxProperties: [count, 'The greatest number of members.'],
  examples: [list, 'Values that are valid.'],
  deprecated: [boolean, 'Better not used any more.'],
  title: [text, 'A short name, for people.'],
  readOnly: [boolean, 'Only ever read.'],
  writeOnly: [boolean, 'Only ever written.'],
  $comment: [text, 'A note to who reads the file.'],
  $defs: [schemaMap, "Schemas that are used in this one alone: '#/$defs/Name'."],
};

/** The JSON Schemas that tools.yaml may hold, as a schema. */
export function dialectSchema(schemaOf: (spec: Spec) => JsonObject): JsonObject {
  const properties = Object.entries(keywords).map(([keyword, [value, description]]) => {
    const schema = keyword === 'sanitize' ? { anyOf: [schemaOf(chain), noSteps] } : value;
    return [keyword, { description: description.replaceAll('`', ''), ...schema }];
  });
  return {
    type: ['object', 'boolean'],
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}
