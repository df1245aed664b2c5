import { expect, test } from 'vitest';
import { Report } from '../../../codegen/report.js';
import { checkSchema } from '../../../codegen/schema/index.js';
import type { Json } from '../../../src/json.js';
import { jsonNode } from './json-node.js';
import { lowered } from './lowered.js';

/** What is made of parameters, of which one is a schema that speaks of a property of this name. */
function made(schemaOf: (name: string) => Json, name: string): string {
  const parameters = { type: 'object', properties: { x: schemaOf(name) }, required: ['x'] };
  const report = new Report();
  checkSchema(jsonNode(parameters, ['parameters']), new Map(), report);
  const { inputShape } = lowered({ parameters, fallback: 'safe' });
  return JSON.stringify([report.diagnostics, inputShape]).replaceAll(name, 'name');
}

const text = { type: 'string' };
const object = { type: 'object', additionalProperties: true };

test.each<readonly [string, (name: string) => Json]>([
  [
    'is kept out of records where another branch says so of every name',
    (name) => ({
      anyOf: [
        { ...object, properties: { [name]: text }, required: [name] },
        { ...object, properties: { z: text }, additionalProperties: { ...text, redact: true } },
      ],
    }),
  ],
  [
    'is filled into a default that does not say it',
    (name) => ({ ...object, properties: { [name]: { ...text, default: 'y' } }, default: {} }),
  ],
  [
    'is not taken for a property that takes anything',
    (name) => ({
      ...object,
      properties: { a: { type: 'integer', default: 1 } },
      additionalProperties: { type: 'integer' },
      not: { properties: { [name]: text }, required: [name, 'a'] },
    }),
  ],
])('a name that every object has %s', (_, schemaOf) => {
  for (const name of ['toString', 'valueOf'])
    expect(made(schemaOf, name)).toBe(made(schemaOf, 'other'));
});
