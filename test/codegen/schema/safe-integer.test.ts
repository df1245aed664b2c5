import { expect, test } from 'vitest';
import { validatorModule } from '../../../codegen/emit/validators.js';
import { validatorOf } from '../../../codegen/schema/compile.js';
import { withSafeIntegers } from '../../../codegen/schema/safe-integer.js';
import type { JsonObject } from '../../../src/json.js';
import { toolOf } from './tool.js';

const integer = { type: 'integer' };
const inside = (value: JsonObject): JsonObject => ({ type: 'object', properties: { value } });

test.each([
  ['alone', integer, { maximum: 2 ** 53 - 1, minimum: 1 - 2 ** 53 }],
  ['bounded far too wide', { ...integer, maximum: 1e300, minimum: 0 }, { maximum: 2 ** 53 - 1 }],
  ['or null', { type: ['integer', 'null'], exclusiveMinimum: 0 }, { maximum: 2 ** 53 - 1 }],
  ['within bounds', { ...integer, minimum: 0, exclusiveMaximum: 10 }, {}],
  ['one of a list', { ...integer, enum: [1, 2] }, {}],
  ['any number', { type: 'number' }, {}],
  ['no number', { type: 'string' }, {}],
])('an integer %s', (_, schema, bounds) => {
  expect(withSafeIntegers(inside(schema))).toEqual(inside({ ...schema, ...bounds }));
});

test.each([
  [2 ** 53 - 1, true],
  [1 - 2 ** 53, true],
  [2 ** 53, false],
  [-1e16, false],
  [1e300, false],
])('%d in a list, in a branch and behind a reference', (value, passes) => {
  const schema = {
    type: 'object',
    properties: {
      list: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/N' }, { type: 'null' }] } },
    },
    $defs: { N: integer },
  };
  expect(validatorOf(withSafeIntegers(schema))({ list: [null, value] })).toBe(passes);
});

test('arguments are held to it, and no result: what a write did is done', () => {
  const text = validatorModule(
    toolOf('read', { parameters: inside(integer), result: inside(integer) }),
  );
  const [input = '', result = ''] = text.split('\nresult: ');
  expect(input).toContain(String(Number.MAX_SAFE_INTEGER));
  expect(result).not.toContain(String(Number.MAX_SAFE_INTEGER));
});
