import type { Json } from '../json.js';
import { kindOf } from './issue-value.js';

/** One fault of the arguments, told apart from how it is said. */
export interface Finding {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** JSON Pointer to the value, or to where one is missing. */
  readonly path: string;
  readonly value: Json | undefined;
  readonly missing: boolean;
  readonly expected?: Json;
  readonly near?: Json;
}

type Say = (finding: Finding) => string;

const limit = ({ params }: Finding) => String(params.limit);
const listed = (values: Json | undefined): string =>
  Array.isArray(values) ? values.map((each) => JSON.stringify(each)).join(', ') : String(values);
const types = (expected: Json | undefined): string =>
  (Array.isArray(expected) ? expected : [expected]).map((each) => aOrAn(String(each))).join(' or ');
const aOrAn = (name: string): string =>
  name === 'null' ? name : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
const plural = (count: string, what: string) => `${count} ${what}${count === '1' ? '' : 's'}`;

/** One sentence for each keyword whose fault has words of its own. */
const sentences: Readonly<Record<string, Say>> = {
  required: () => 'is required and missing',
  additionalProperties: () => 'is no parameter of this tool',
  unevaluatedProperties: () => 'is no parameter of this tool',
  type: ({ expected, value }) => `must be ${types(expected)}, not ${aOrAn(kindOf(value))}`,
  enum: ({ expected }) => `must be one of ${listed(expected)}`,
  const: ({ expected }) => `must be ${JSON.stringify(expected)}`,
  minimum: (f) => `must be at least ${limit(f)}`,
  maximum: (f) => `must be at most ${limit(f)}`,
  exclusiveMinimum: (f) => `must be more than ${limit(f)}`,
  exclusiveMaximum: (f) => `must be less than ${limit(f)}`,
  multipleOf: ({ params }) => `must be a multiple of ${params.multipleOf}`,
  minLength: (f) => `must have at least ${plural(limit(f), 'character')}`,
  maxLength: (f) => `must have at most ${plural(limit(f), 'character')}`,
  pattern: ({ params }) => `must match the pattern ${params.pattern}`,
  format: ({ params }) => `must be written as ${params.format}`,
  minItems: (f) => `must have at least ${plural(limit(f), 'item')}`,
  maxItems: (f) => `must have at most ${plural(limit(f), 'item')}`,
  uniqueItems: ({ params }) => `must not repeat items: items ${params.j} and ${params.i} are equal`,
  minProperties: (f) => `must have at least ${limit(f)} properties`,
  maxProperties: (f) => `must have at most ${limit(f)} properties`,
  propertyNames: ({ params }) => `has a property name that is not allowed: ${params.propertyName}`,
  dependentRequired: ({ params }) => `needs ${params.missingProperty} beside ${params.property}`,
  discriminator: ({ params }) => `must say which kind it is in its property ${params.tag}`,
  anyOf: ({ expected }) => unionSentence(expected),
  oneOf: ({ expected }) => unionSentence(expected),
  not: () => 'is a value that is not allowed',
  'false schema': () => 'is not allowed here',
};

const unionSentence = (expected: Json | undefined): string =>
  expected === undefined
    ? 'matches none of the forms it may have'
    : `must be one of: ${listed(expected)}`;

/** What is wrong, as one sentence without a subject's path: that stands beside it. */
export function sentenceOf(finding: Finding): string {
  const name = finding.path === '' ? 'The arguments' : `\`${lastStep(finding.path)}\``;
  const say = sentences[finding.keyword];
  const said = say ? say(finding) : 'do not match the schema';
  const hint = finding.near === undefined ? '' : ` Did you mean ${JSON.stringify(finding.near)}?`;
  return `${name} ${said}.${hint}`;
}

const lastStep = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
