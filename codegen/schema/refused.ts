const named = 'put the schema under `schemas:` and write $ref: "#/schemas/Name"';
const variants = 'write a oneOf whose branches differ in a property with a `const`';
const closed = 'leave it out: objects are closed unless additionalProperties says otherwise';
const described = 'say it in the description: nothing can check it';

/** Keywords people know from elsewhere, and what to write instead. */
export const refusedKeywords: Readonly<Record<string, string>> = {
  $schema: 'remove the line: schemas here are always JSON Schema 2020-12',
  $id: named,
  id: named,
  $anchor: named,
  $dynamicRef: named,
  $dynamicAnchor: named,
  $recursiveRef: named,
  $recursiveAnchor: named,
  $vocabulary: 'remove it: the vocabulary is fixed',
  definitions: 'write `$defs`, or put the schemas under `schemas:`',
  dependencies: 'write `dependentRequired`',
  dependentSchemas: variants,
  if: variants,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited.
  then: variants,
  else: variants,
  additionalItems: 'write `items` beside `prefixItems`',
  unevaluatedItems: 'write `items: false` beside `prefixItems`',
  unevaluatedProperties: closed,
  nullable: 'write type: [string, "null"], with your type',
  discriminator: 'leave it out: it is found by the `const` that branches differ in',
  contentEncoding: described,
  contentMediaType: described,
  contentSchema: described,
  min: 'write `minimum` for a number, `minLength` for a text, `minItems` for a list',
  max: 'write `maximum` for a number, `maxLength` for a text, `maxItems` for a list',
  example: 'write `examples` with a list',
  optional: 'leave the name out of `required` of the object',
  tsType: 'leave it out: types follow from the schema',
  tsEnumNames: 'leave it out: types follow from the schema',
  xml: 'leave it out: arguments are JSON',
  externalDocs: 'put the link into the description',
};

const oneOf = (text: string) => `write ${text}`;

/** Names of types people know from elsewhere, and what to write instead. */
export const refusedTypes: Readonly<Record<string, string>> = {
  any: 'leave `type` out',
  date: oneOf('type: string with format: date'),
  datetime: oneOf('type: string with format: date-time'),
  'date-time': oneOf('type: string with format: date-time'),
  time: oneOf('type: string with format: time'),
  uuid: oneOf('type: string with format: uuid'),
  email: oneOf('type: string with format: email'),
  uri: oneOf('type: string with format: uri'),
  url: oneOf('type: string with format: uri'),
  enum: 'write `enum` with the list of values',
  str: oneOf('type: string'),
  text: oneOf('type: string'),
  char: oneOf('type: string with maxLength: 1'),
  int: oneOf('type: integer'),
  int32: oneOf('type: integer with minimum and maximum'),
  int64: oneOf('type: integer'),
  long: oneOf('type: integer'),
  float: oneOf('type: number'),
  double: oneOf('type: number'),
  decimal: oneOf('type: number, or a string with a pattern'),
  bool: oneOf('type: boolean'),
  dict: oneOf('type: object'),
  map: oneOf('type: object with additionalProperties'),
  list: oneOf('type: array'),
  tuple: oneOf('type: array with prefixItems, items: false and minItems'),
  set: oneOf('type: array with uniqueItems: true and maxItems'),
  none: oneOf('type: "null"'),
  file: 'write type: string, and say in the description what it holds',
};

/** The formats that are checked, by `toolwright/rules/formats`. */
export const formatNames = [
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'json-pointer',
] as const;

/** Formats people know from elsewhere, and what to write instead. */
export const refusedFormats: Readonly<Record<string, string>> = {
  int32: 'write minimum: -2147483648 and maximum: 2147483647',
  int64: 'leave it out: integers beyond 2^53 are refused as they come',
  float: 'leave it out: numbers are doubles',
  double: 'leave it out: numbers are doubles',
  password: 'write `redact: true`',
  byte: 'write a pattern with maxLength',
  binary: 'leave it out: JSON holds no binary',
  regex: 'leave it out: a pattern from a model must not be run',
  url: 'write format: uri',
  iri: 'write format: uri',
  'idn-email': 'write a pattern with maxLength',
  'idn-hostname': 'write a pattern with maxLength',
  guid: 'write format: uuid',
  ip: 'write anyOf with format: ipv4 and format: ipv6',
};
