import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typesOf } from '../../../codegen/emit/types.js';
import { validatorModule } from '../../../codegen/emit/validators.js';
import { Report } from '../../../codegen/report.js';
import { dialect } from '../../../codegen/schema/dialect.js';
import { checkSchema } from '../../../codegen/schema/index.js';
import { refusedKeywords } from '../../../codegen/schema/refused.js';
import { isObject, type Json } from '../../../src/json.js';
import { jsonNode, sharedNodes } from './json-node.js';
import { toolOf } from './tool.js';

/** Schemas as nobody would write them: any keyword beside any other, most with values they take. */
const names = fc.constantFrom('a', 'b', 'kind', 'x-y');
const refs = fc.constantFrom('#/schemas/A', '#/schemas/B', '#/$defs/C', '#/schemas/None', '#');
const numbers = fc.constantFrom(0, 1, 2, 3, 0.5, -1);
const types = fc.constantFrom('string', 'number', 'integer', 'boolean', 'object', 'array', 'null');
const scalars = fc.constantFrom<Json>('a', 'b', 1, 2, true, null);

const junk = fc.letrec<{ schema: Json; value: Json }>((tie) => {
  const schemas = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  const map = fc.dictionary(names, tie('schema'), { maxKeys: 3 });
  const fitting: Record<string, fc.Arbitrary<Json>> = {
    type: fc.oneof(
      { weight: 4, arbitrary: types },
      { weight: 1, arbitrary: fc.uniqueArray(types, { minLength: 1, maxLength: 3 }) },
    ),
    enum: fc.uniqueArray(scalars, { minLength: 1, maxLength: 3 }),
    const: scalars,
    required: fc.uniqueArray(names, { maxLength: 2 }),
    dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
      maxKeys: 2,
    }),
    properties: map,
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '^(a+)+$'), tie('schema'), {
      maxKeys: 2,
    }),
    $ref: refs,
    pattern: fc.constantFrom('^a', '^(a|b)*$', '[', '^(a+)+$'),
    format: fc.constantFrom('date', 'email', 'nope'),
    default: scalars,
    examples: fc.array(scalars, { maxLength: 2 }),
    sanitize: fc.constantFrom<Json>('trim', ['trim']),
  };
  const byHolds = { schema: tie('schema'), list: schemas, map };
  const valueFor = (keyword: string): fc.Arbitrary<Json> => {
    const kind = dialect[keyword]?.kind;
    const known = fitting[keyword] ?? (kind?.holds ? byHolds[kind.holds] : undefined);
    const any = fc.oneof(numbers, fc.constantFrom<Json>(true, 'text', [], {}));
    return known ?? any.filter((value) => kind === undefined || kind.fits(value));
  };
  const keywords = [
    ...Object.keys(dialect),
    ...Object.keys(dialect),
    ...Object.keys(refusedKeywords).slice(0, 3),
  ];
  const common = [
    'type',
    'properties',
    'anyOf',
    'oneOf',
    'allOf',
    '$ref',
    'items',
    'additionalProperties',
    'required',
    'const',
  ];
  const keyword = fc.constantFrom(
    ...keywords.filter((each) => each !== '$defs'),
    ...common,
    ...common,
    ...common,
  );
  const member = keyword.chain((key) => valueFor(key).map((value) => [key, value] as const));
  return {
    value: scalars,
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Json>(true, {}, { type: 'string' }, { $ref: '#/schemas/A' }),
      },
      {
        weight: 4,
        arbitrary: fc
          .array(member, { minLength: 1, maxLength: 4 })
          .map((list) => Object.fromEntries(list)),
      },
    ),
  };
}).schema;

const object = (schema: Json) => ({ type: 'object', ...(isObject(schema) ? schema : {}) });
const plain = fc.constantFrom<Json>(
  { type: 'string' },
  {
    type: 'object',
    properties: { a: { $ref: '#/schemas/A' }, b: { type: 'integer', default: 1 } },
  },
  { type: 'object', properties: { kind: { const: 'a' } }, required: ['kind'] },
);
const some = fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: junk });
const file = fc.record({
  parameters: junk.map(object),
  result: some,
  A: some,
  B: some,
  C: some,
  bound: fc.boolean(),
});

function failed(file: {
  parameters: Json;
  result: Json;
  shared: Record<string, Json>;
  bound: string[];
}): boolean {
  const report = new Report();
  const shared = sharedNodes(file.shared);
  for (const node of shared.values()) checkSchema(node, shared, report, { root: 'shared' });
  checkSchema(jsonNode(file.parameters, ['parameters']), shared, report, { bound: file.bound });
  checkSchema(jsonNode(file.result, ['result']), shared, report, { root: 'result' });
  for (const { message, help } of report.diagnostics)
    expect(message + help).not.toMatch(/undefined|\[object/);
  return report.failed;
}

test('a schema is refused with a diagnostic, or compiles', async () => {
  let compiled = 0;
  const check = fc.asyncProperty(
    file,
    async ({ parameters: written, result, A, B, C, bound: binds }) => {
      const parameters = { ...written, $defs: { C } };
      const declared = Object.keys((written as { properties?: object }).properties ?? {});
      const bound = binds ? declared.slice(0, 1) : [];
      const shared = { A, B };
      if (failed({ parameters, result, shared, bound })) return;
      const tool = toolOf('t', { parameters, result, bound, schemas: shared, fallback: 'safe' });
      expect(validatorModule(tool)).toContain('export const validators');
      expect(await typesOf(tool)).toContain('Arguments');
      compiled += 1;
    },
  );
  await fc.assert(check, { numRuns: 4000, seed: 7 });
  expect(compiled).toBeGreaterThan(100);
});
