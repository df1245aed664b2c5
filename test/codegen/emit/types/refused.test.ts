import type { ErrorObject } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typesOf } from '../../../../codegen/emit/types.js';
import type { Schema } from '../../../../codegen/ir.js';
import { isObject, type Json } from '../../../../src/json.js';
import { schemas, shared, valuesOf } from '../../schema/arbitrary.js';
import { toolOf } from '../../schema/tool.js';
import { load } from '../validators/load.js';
import { typecheck } from './compiler.js';
import { accepted, parametersOf } from './parameters.js';

const SEED = 11;

/** The value with one thing in it, at some depth, exchanged or taken away. */
function spoiled(value: Json): fc.Arbitrary<Json> {
  const other = fc.constantFrom<Json>('zz', 7, true, null, [], {}, ['zz'], { zz: 7 });
  if (Array.isArray(value) && value.length > 0)
    return fc.nat(value.length - 1).chain((at) =>
      fc.oneof(
        other,
        spoiled(value[at] as Json).map((item) => value.with(at, item)),
      ),
    );
  if (!isObject(value) || Object.keys(value).length === 0) return other;
  return fc.constantFrom(...Object.keys(value)).chain((key) => {
    const { [key]: member, ...rest } = value;
    const changed = spoiled(member as Json).map((each) => ({ ...value, [key]: each }));
    return fc.oneof({ arbitrary: changed, weight: 4 }, fc.constant(rest), other);
  });
}

/**
 * Whether a type can say so. It cannot tell an integer from a number, count, or read a text; and it is wider than the
 * schema where members of any other name stand beside named ones, or where several branches take part of a value.
 */
function sayable({ keyword, schemaPath, instancePath, params }: ErrorObject): boolean {
  // A path through a reference starts anew; these are the names that `valuesOf` gives to members of any other name.
  if (/\/(other|more)(\/|$)/.test(instancePath)) return false;
  if (/\/(anyOf|oneOf|additionalProperties)\//.test(schemaPath)) return false;
  if (keyword === 'type') return !String(params.type).includes('integer');
  return ['required', 'const', 'enum'].includes(keyword);
}

/** U+2028 ends a line of TypeScript, and the directive above is about the next line alone. */
const oneLine = (value: Json) => JSON.stringify(value).replaceAll('\u2028', '\\u2028');

/** A page of types, and values that the validator refuses for what a type can say, each with a directive above. */
async function page(schema: Json, at: number): Promise<string> {
  const tool = toolOf(`t${at}`, { parameters: parametersOf(schema), schemas: shared });
  const validate = load(tool.input);
  const defs = (tool.input.$defs ?? {}) as Schema;
  const seed = SEED + at;
  // Few schemas take no value at all: nothing is said of those.
  const right = fc
    .sample(valuesOf(tool.input, defs), { numRuns: 20, seed })
    .filter((value) => validate(value));
  const wrong = right
    .flatMap((value, n) => fc.sample(spoiled(value), { numRuns: 2, seed: seed + n }))
    .filter((value) => {
      if (validate(value)) return false;
      const [error] = validate.errors ?? [];
      return error && sayable(error);
    });
  const lines = wrong.map(
    (value, n) =>
      `// @ts-expect-error\nexport const v${n}: ${tool.typeName}Input = ${oneLine(value)};\n`,
  );
  return (await typesOf(tool)) + lines.join('');
}

/** One compiler is enough: what the others make of such pages is in assignable.test.ts. */
test('what the validator refuses, the type refuses, where a type can say so', async () => {
  const found = fc.sample(schemas.filter(accepted), { numRuns: 150, seed: SEED });
  const pages = await Promise.all(found.map(page));
  expect(pages.join('').split('export const').length).toBeGreaterThan(500);
  const files = Object.fromEntries(pages.map((text, at) => [`t${at}.ts`, text]));
  expect(typecheck('typescript', files)).toBe('');
});
