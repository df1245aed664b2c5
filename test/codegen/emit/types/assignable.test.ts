import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typesOf } from '../../../../codegen/emit/types.js';
import type { Schema } from '../../../../codegen/ir.js';
import type { Json } from '../../../../src/json.js';
import { schemas, shared, valuesOf } from '../../schema/arbitrary.js';
import { toolOf } from '../../schema/tool.js';
import { load } from '../validators/load.js';
import { compilers, typecheck } from './compiler.js';
import { accepted, parametersOf } from './parameters.js';

const SEED = 7;

/** A page of types, and every value that the validator takes, as a constant of the type. */
async function page(schema: Json, at: number): Promise<string> {
  const tool = toolOf(`t${at}`, { parameters: parametersOf(schema), schemas: shared });
  const validate = load(tool.input);
  const defs = (tool.input.$defs ?? {}) as Schema;
  const values = fc.sample(valuesOf(tool.input, defs), { numRuns: 12, seed: SEED + at });
  const right = values.filter((value) => validate(value));
  const lines = right.map(
    (value, n) => `export const v${n}: ${tool.typeName}Input = ${JSON.stringify(value)};\n`,
  );
  return (await typesOf(tool)) + lines.join('');
}

describe('what the validator takes, the type takes', () => {
  const found = fc.sample(schemas.filter(accepted), { numRuns: 150, seed: SEED });
  const made = Promise.all(found.map(page));
  test.each(compilers)('%s', async (compiler) => {
    const pages = await made;
    expect(pages.join('').split('export const').length).toBeGreaterThan(500);
    const files = Object.fromEntries(pages.map((text, at) => [`t${at}.ts`, text]));
    expect(typecheck(compiler, files)).toBe('');
  });
});
