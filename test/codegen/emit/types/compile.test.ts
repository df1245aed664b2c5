import fc from 'fast-check';
import { compile as whole } from 'json-schema-to-typescript';
import { expect, test } from 'vitest';
import { compile, options } from '../../../../codegen/emit/types/compile.js';
import type { JsonObject } from '../../../../src/json.js';

/** Schemas as `normal` writes them: words of ours, and literals. */
const words = fc.constantFrom('Ref0', 'Ref1', 'unknown', 'never');
const keys = fc.constantFrom('key0', 'key1', 'key2');
const types = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null');
const literals = fc.uniqueArray(fc.constantFrom('a', 'a | b"', 'note1', 1, -2.5, true, null), {
  minLength: 1,
});
const { schema } = fc.letrec<{ schema: JsonObject; bare: JsonObject }>((tie) => {
  const some = tie('schema');
  const rest = fc.oneof(fc.constant(false), some);
  return {
    schema: fc
      .tuple(tie('bare'), fc.option(fc.constantFrom('note0', 'note1')))
      .map(([each, description]) => (description ? { ...each, description } : each)),
    bare: fc.oneof(
      { maxDepth: 4 },
      fc.record({ type: types }),
      fc.record({ tsType: words }),
      fc.record({ enum: literals }),
      fc.constant({ type: 'object', required: [], additionalProperties: true }),
      fc.constant({ type: 'array', items: {} }),
      fc.record({ anyOf: fc.array(some, { minLength: 1, maxLength: 3 }) }),
      fc.record({ type: fc.constant('array'), items: some }),
      fc.record({
        type: fc.constant('array'),
        items: fc.array(some, { minLength: 1, maxLength: 3 }),
        additionalItems: rest,
      }),
      fc.record({
        type: fc.constant('object'),
        properties: fc.dictionary(keys, some, { noNullPrototype: true }),
        required: fc.uniqueArray(keys),
        additionalProperties: rest,
      }),
    ),
  };
});

test('the passes that are left out have nothing to do', async () => {
  const members = fc.array(schema, { minLength: 1, maxLength: 3 });
  const check = fc.asyncProperty(members, async ([first = {}, ...more]) => {
    const properties = Object.fromEntries([first, ...more].map((each, at) => [`T${at}`, each]));
    const required = Object.keys(properties);
    const all = { type: 'object', properties, required, additionalProperties: false };
    expect(compile(all)).toBe(await whole(structuredClone(all) as object, 'All', options));
  });
  await fc.assert(check, { numRuns: 200 });
});
