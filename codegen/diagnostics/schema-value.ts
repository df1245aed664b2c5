import { row } from '../report.js';

const never = 'No value can pass: every call of the tool would be refused.';
const hostile =
  'The text comes from a model, and through it from anybody: checking it must not stall the service.';

/** TW202x to TW204x: what a schema says, where it contradicts itself or cannot be held. */
export const schemaValue = {
  TW2020: row<{ got: string }>({
    severity: 'error',
    title: 'Parameters that are no object',
    message: ({ got }) => `\`parameters\` must have type: object, not ${got}`,
    why: 'Every provider sends arguments as one object with names.',
    help: () => 'write type: object with `properties`',
  }),
  TW2021: row<{ keyword: string }>({
    severity: 'error',
    title: 'Parameters that are a union',
    message: ({ keyword }) => `\`parameters\` may not be \`${keyword}\` of several objects`,
    why: 'No provider takes a union at the top of the arguments.',
    help: () => 'make it one property, or write one tool for each branch',
  }),
  TW2022: row<{ name: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A required name that no property has',
    message: ({ name }) => `\`${name}\` is required, but there is no such property`,
    why: never,
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'declare it under `properties`',
  }),
  TW2023: row<Record<string, never>>({
    severity: 'error',
    title: 'An object that can hold nothing',
    message: () => 'this object declares no properties, so it can hold nothing',
    why: 'Objects are closed unless additionalProperties says otherwise.',
    help: () => 'declare its `properties`, or write additionalProperties: true for any content',
  }),
  TW2024: row<{ name: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A property of a branch that the object does not have',
    message: ({ name }) => `the object around this branch declares no property \`${name}\``,
    why: 'Branches beside `properties` only narrow them: the object is closed over its own.',
    help: ({ nearest }) =>
      nearest
        ? `did you mean \`${nearest}\`?`
        : 'declare it there, or move all properties into the branches',
  }),
  TW2025: row<Record<string, never>>({
    severity: 'error',
    title: '`additionalProperties` inside or beside `allOf`',
    message: () => '`additionalProperties` may not be said by one part of an `allOf` alone',
    why: 'The parts of an allOf become one object that is closed over the properties of all of them.',
    help: () => 'leave it out; write true in every part to leave the whole open',
  }),
  TW2026: row<{ name: string }>({
    severity: 'error',
    title: 'What two parts of an `allOf` declare differently',
    message: ({ name }) => `two parts of this \`allOf\` declare \`${name}\` differently`,
    why: 'The parts of an allOf become one schema: of two ways to say a thing one would be lost.',
    help: () => 'declare it in one part only',
  }),
  TW2027: row<Record<string, never>>({
    severity: 'error',
    title: 'A joined schema that comes up inside of itself',
    message: () => 'joining these parts never ends: what they refer to holds the same parts again',
    why: 'The parts of an allOf, and what stands beside a $ref, become one schema that is written out.',
    help: () => 'give the joined schema a name under `schemas:`, and refer to that name inside',
  }),
  TW2028: row<{ name: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A name of `dependentRequired` that no property has',
    message: ({ name }) => `\`dependentRequired\` names \`${name}\`, but there is no such property`,
    why: 'What hangs on it never counts, and a value that must have it never passes.',
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'declare it under `properties`',
  }),
  TW2030: row<{ least: string; most: string; of?: string }>({
    severity: 'error',
    title: 'A least that is above the most',
    message: ({ least, most, of }) =>
      of === undefined
        ? `${least} leaves nothing below ${most}`
        : `between ${least} and ${most} there is no ${of}`,
    why: never,
    help: () => 'correct one of the two',
  }),
  TW2031: row<{ value: string; type: string }>({
    severity: 'error',
    title: 'A value that the type beside it refuses',
    message: ({ value, type }) => `${value} is not of type ${type}`,
    why: 'A value that can never pass misleads the model that reads it.',
    help: () => 'correct the value or the type',
  }),
  TW2032: row<{ a: string; b: string }>({
    severity: 'error',
    title: 'Types or values that exclude each other',
    message: ({ a, b }) => `no value is both of ${a} and of ${b}`,
    why: never,
    help: () => 'correct one of the two',
  }),
  TW2033: row<{ keyword: string; path: string; problem: string }>({
    severity: 'error',
    title: 'A default or an example that its own schema refuses',
    message: ({ keyword, path, problem }) =>
      `\`${keyword}\` does not match its schema: ${path === '' ? '' : `at ${path} `}it ${problem}`,
    why: 'It would be shown to the model, and filled in, as if it were right.',
    help: () => 'correct the value or the schema',
  }),
  TW2034: row<{ name: string }>({
    severity: 'warning',
    title: 'A default of a property that tells the branches of a union apart',
    message: ({ name }) => `\`${name}\` tells branches apart: its default is never filled in`,
    why: 'Which branch is meant is known by this property alone, so that it must be sent.',
    help: () => 'remove the default',
  }),
  TW2035: row<Record<string, never>>({
    severity: 'error',
    title: 'A default where nothing can be absent',
    message: () => 'this default is never filled in',
    why: 'Only a property that a model sends can be absent; what is bound is taken as it comes.',
    help: () => 'move it to a property that a model sends, or remove it',
  }),
  TW2036: row<{ name: string }>({
    severity: 'error',
    title: 'A schema that no value can ever satisfy',
    message: ({ name }) =>
      `no value is ever a \`${name}\`: each would have to hold another one, without end`,
    why: never,
    help: () => 'take what leads back to it out of `required`, or let it be null',
  }),
  TW2040: row<{ count: number }>({
    severity: 'error',
    title: '`prefixItems` without as many items',
    message: ({ count }) => `\`prefixItems\` alone does not ask for its ${count} items to be there`,
    why: 'A shorter array would pass, and the type would say that it cannot.',
    help: ({ count }) => `add minItems: ${count}, and items: false if nothing may follow`,
  }),
  TW2041: row<{ most: number }>({
    severity: 'error',
    title: '`uniqueItems` without a bound',
    message: ({ most }) => `\`uniqueItems\` needs \`maxItems\` of at most ${most}`,
    why: `Every item is compared with every other. ${hostile}`,
    help: ({ most }) => `add maxItems, at most ${most}`,
  }),
  TW2042: row<{ problem: string }>({
    severity: 'error',
    title: 'A pattern that is no regular expression',
    message: ({ problem }) => `the pattern does not compile: ${problem}`,
    why: 'Patterns are regular expressions of JavaScript with the flag u (ECMA-262).',
    help: () => 'correct it; quote it in single quotes, so that YAML leaves backslashes alone',
  }),
  TW2043: row<{ problem: string }>({
    severity: 'error',
    title: 'A pattern that can take very long',
    message: ({ problem }) => `the pattern cannot be run in linear time: ${problem}`,
    why: hostile,
    help: () =>
      'make every repetition end where the next part starts; write a lookahead as allOf or not',
  }),
  TW2044: row<{ keyword: string; needs: string }>({
    severity: 'error',
    title: 'A keyword without the one it belongs to',
    message: ({ keyword, needs }) => `\`${keyword}\` says nothing without \`${needs}\``,
    why: 'A keyword that nobody checks would look like a promise and be none.',
    help: ({ keyword, needs }) => `add \`${needs}\`, or remove \`${keyword}\``,
  }),
  TW2045: row<{ keyword: string; count: number; most: number }>({
    severity: 'error',
    title: 'More parts than can be tested',
    message: ({ keyword, count, most }) =>
      `\`${keyword}\` has ${count} parts, and more than ${most} are not taken`,
    why: 'Each is tested inside of the one before: no validator could be made of so many.',
    help: ({ keyword }) =>
      keyword === 'patternProperties'
        ? 'let one pattern match what has the same schema, or use additionalProperties'
        : 'write values as an enum, or make several tools of it',
  }),
  TW2046: row<{ most: number }>({
    severity: 'error',
    title: 'Schemas too deep within each other',
    message: ({ most }) =>
      `more than ${most} schemas stand within each other here, references followed`,
    why: 'Each is tested inside of the one before: no validator could be made of so many.',
    help: () =>
      'break the chain: let one of them take any value, or say by an id what stands elsewhere',
  }),
};
