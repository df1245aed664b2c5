import { row } from '../report.js';

/** TW205x: what tools.yaml adds to schemas: sanitizers, marks, defaults inside unions, bound parameters. */
export const schemaRule = {
  TW2050: row<{ keyword: string; where: string }>({
    severity: 'error',
    title: 'A mark on the wrong side of the call',
    message: ({ keyword, where }) => `\`${keyword}\` does nothing in ${where}`,
    why: 'Arguments are sanitized and filled in; results are redacted and marked as untrusted.',
    help: ({ keyword }) => `remove \`${keyword}\``,
  }),
  TW2051: row<{ type: string }>({
    severity: 'error',
    title: 'A sanitizer on something that is no text',
    message: ({ type }) => `\`sanitize\` stands on ${type}, not on a string`,
    why: 'Sanitizers look at strings; nothing would be done here.',
    help: () => 'put it on the strings inside',
  }),
  TW2052: row<{ keyword: string }>({
    severity: 'error',
    title: 'A rule inside a union whose branches cannot be told apart',
    message: ({ keyword }) =>
      `\`${keyword}\` is inside a union whose branches cannot be told apart`,
    why: 'It is applied before the value is validated, when nobody knows which branch will match.',
    help: () =>
      'give every branch a required property with a text of its own as `const`, or put the rule on the union itself',
  }),
  TW2053: row<{ keyword: string }>({
    severity: 'error',
    title: 'A rule in a part that only tests',
    message: ({ keyword }) =>
      `\`${keyword}\` does nothing here: this part of the schema only tests`,
    why: 'Branches beside `properties`, `not`, `contains` and `propertyNames` decide; they shape no value.',
    help: () => 'move it to where the value is declared',
  }),
  TW2054: row<{ name: string }>({
    severity: 'error',
    title: 'A bound parameter that a condition tests',
    message: ({ name }) => `\`${name}\` is bound, so no condition on the arguments may test it`,
    why: 'What the model sends is validated before bound parameters are filled in.',
    help: () => 'remove it from the branch; test it by `allow` instead',
  }),
  TW2055: row<Record<string, never>>({
    severity: 'error',
    title: 'A default that is filled in without an end',
    message: () => 'in what this default fills in, it is filled in again, without an end',
    why: 'Defaults are filled in inside of defaults: a call would never be ready to be checked.',
    help: () => 'remove it, or the default inside of it that leads back to it',
  }),
  TW2056: row<{ name: string; value: string }>({
    severity: 'error',
    title: 'A default that makes its object fail',
    message: ({ name, value }) =>
      `${value} passes without \`${name}\`, and is refused once its default is filled in`,
    why: 'Defaults are filled in before validation: what a call left out is there when it is tested.',
    help: ({ name }) =>
      `remove the default of \`${name}\`, or change the rule beside \`properties\` that refuses it there`,
  }),
};
