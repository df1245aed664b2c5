import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argsType } from '../../../codegen/cel/type.js';
import { anthropicSchema } from '../../../codegen/emit/provider/anthropic.js';
import { compact } from '../../../codegen/emit/provider/compact.js';
import { geminiSchema } from '../../../codegen/emit/provider/gemini.js';
import { typesOf } from '../../../codegen/emit/types.js';
import type { Schema } from '../../../codegen/ir.js';
import { validatorOf } from '../../../codegen/schema/compile.js';
import { isObject, type Json } from '../../../src/json.js';
import type { CelType } from '../../../src/rules/cel.js';
import { typecheck } from '../emit/types/compiler.js';
import { type AnyFile, accepted, anyValue, argumentsOf } from './any.js';
import { lowerOne } from './lowered.js';
import { toolOf } from './tool.js';

/** What is written is what the validator, the type and each provider are told: for any keyword beside any other. */

const toolFor = ({ schema, shared }: AnyFile, name = 't') =>
  toolOf(name, { parameters: argumentsOf(schema), result: schema, schemas: shared });

const code = { optimize: false };
const other = new Ajv2020({ strict: false, meta: false, validateSchema: false, code });

/** The schema as it is written, for a validator that knows nothing of toolwright. */
function outside({ schema, shared }: AnyFile): (value: Json) => boolean {
  const written = JSON.stringify({ allOf: [schema], $defs: shared });
  other.removeSchema();
  return other.compile(JSON.parse(written.replaceAll('#/schemas/', '#/$defs/')));
}

const tagged = (tag: string) => ({
  type: 'object',
  properties: { k: { const: tag } },
  required: ['k'],
  additionalProperties: true,
});
const open = { type: 'object', additionalProperties: true };

/** What was once taken for something else. */
const known: readonly AnyFile[] = [
  { schema: { description: 'Anything' }, shared: {} },
  { schema: { type: 'array', items: { description: 'Anything' } }, shared: {} },
  {
    schema: { type: 'string', $ref: '#/schemas/A' },
    shared: { A: { oneOf: [tagged('x'), tagged('y')] } },
  },
  {
    schema: {
      ...{ type: ['object', 'string'], additionalProperties: false },
      anyOf: [{ $ref: '#/schemas/A', type: 'string' }],
    },
    shared: { A: open },
  },
  {
    schema: {
      ...{ type: 'object', patternProperties: { '^a': true } },
      additionalProperties: { type: 'number', minimum: 0 },
    },
    shared: {},
  },
];

const files = [...known, ...fc.sample(accepted, { numRuns: 200, seed: 7 })];
const values = [{ k: 'x' }, { a: 'x' }, ...fc.sample(anyValue, { numRuns: 80, seed: 7 })];

test('the validator takes what the written schema takes', () => {
  let taken = 0;
  for (const file of files) {
    const [ours, theirs] = [validatorOf(lowerOne(file.schema, file.shared)), outside(file)];
    const wrong = values.filter((value) => ours(value) !== theirs(value));
    expect(wrong, JSON.stringify(file)).toEqual([]);
    taken += values.filter((value) => ours(value)).length;
  }
  // The values must be of both kinds, or the test says nothing.
  expect(taken).toBeGreaterThan(2000);
  expect(taken).toBeLessThan(14_000);
});

test('each provider is told no less than the validator takes, and the compact form the same', () => {
  for (const file of files) {
    const tool = toolFor(file);
    const taken = taking(tool.input);
    const { schema, obstacles } = anthropicSchema(tool);
    const anthropic = obstacles.length === 0 ? taking(schema) : taken;
    const gemini = taking(geminiSchema(tool).schema);
    const untold = taken.filter((value) => !gemini.includes(value) || !anthropic.includes(value));
    expect(untold, JSON.stringify(file)).toEqual([]);
    expect(taking(compact(tool.input)), JSON.stringify(file)).toEqual(taken);
  }
});

test('a condition sees values of the types that it was checked with', () => {
  for (const file of files) {
    const parameters = argumentsOf(file.schema);
    const type = argsType(parameters, file.shared, []);
    const wrong = taking(toolFor(file).input).filter((x) => !isA({ x }, type));
    expect(wrong, JSON.stringify(file)).toEqual([]);
  }
});

function isA(value: Json | undefined, type: CelType): boolean {
  if (type === 'int') return Number.isInteger(value);
  if (typeof type === 'string') return type === 'dyn' || typeof value === celNames[type];
  if ('nullable' in type) return value === null || isA(value, type.nullable);
  if ('list' in type) return Array.isArray(value) && value.every((each) => isA(each, type.list));
  if (!isObject(value)) return 'loose' in type && value !== null;
  if ('map' in type) return Object.values(value).every((each) => isA(each, type.map));
  return Object.entries(type.object).every(([name, each]) =>
    name in value ? isA(value[name], each) : type.optional?.includes(name),
  );
}
const celNames = { string: 'string', bool: 'boolean', double: 'number' } as const;

function taking(schema: Schema): readonly Json[] {
  const passes = validatorOf(schema);
  return values.filter((x) => passes({ x }));
}

test('a value that passes is of the type', async () => {
  const pages = files.map(async (file, at) => {
    const tool = toolFor(file, `t${at}`);
    const passes = validatorOf(tool.result ?? {});
    const right = values.filter((value) => passes(value));
    const lines = right.map((each) => `  ${JSON.stringify(each)},\n`);
    return `${await typesOf(tool)}\nexport const right: T${at}Result[] = [\n${lines.join('')}];\n`;
  });
  const texts = await Promise.all(pages);
  const named = Object.fromEntries(texts.map((text, at) => [`t${at}.ts`, text]));
  expect(typecheck('typescript', named)).toBe('');
});
