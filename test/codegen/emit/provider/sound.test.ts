import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anthropicSchema } from '../../../../codegen/emit/provider/anthropic.js';
import { compact } from '../../../../codegen/emit/provider/compact.js';
import { geminiSchema } from '../../../../codegen/emit/provider/gemini.js';
import { openaiParameters } from '../../../../codegen/emit/provider/openai.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import type { Parsed } from '../../../../src/call.js';
import { isObject, type Json, type JsonObject } from '../../../../src/json.js';
import { normalise } from '../../../../src/stage/normalise.js';
import { compileTool, objectOf, sampleOf } from './dialect.js';

const options = {
  strict: false,
  validateFormats: false,
  meta: false,
  validateSchema: false,
} as const;
const known = new Map<string, ValidateFunction>();
function validator(schema: JsonObject): ValidateFunction {
  const text = JSON.stringify(schema);
  const made = known.get(text) ?? new Ajv2020(options).compile(schema);
  known.set(text, made);
  return made;
}

/** What a model sends under the strict schema: null for every property that is absent. */
function withNulls(value: Json, schema: Json, defs: JsonObject): Json {
  if (!isObject(schema)) return value;
  if (schema.$ref !== undefined)
    return withNulls(value, defs[String(schema.$ref).replace('#/$defs/', '')] as Json, defs);
  if (schema.anyOf) {
    const sent = (schema.anyOf as readonly JsonObject[])
      .map((each) => ({ each, sent: withNulls(value, each, defs) }))
      .find(({ each, sent }) => validator({ ...each, $defs: defs })(sent));
    return sent ? sent.sent : value;
  }
  if (Array.isArray(value)) return value.map((each) => withNulls(each, schema.items ?? true, defs));
  if (!isObject(value)) return value;
  const properties = (schema.properties ?? {}) as JsonObject;
  const present = Object.entries(value).map(([key, each]) => [
    key,
    withNulls(each, properties[key] ?? true, defs),
  ]);
  const absent = Object.keys(properties)
    .filter((key) => !(key in value))
    .map((key) => [key, null]);
  return Object.fromEntries([...present, ...absent]);
}

const meant = ({ inputShape, shapes }: ToolIr, proposed: Json): Json =>
  normalise({ proposed, contract: { input: inputShape, shapes } } as unknown as Parsed).args;

const counts = { refused: 0, strict: 0, loose: 0 };

test('what a schema takes can be sent under its lowering, and comes back as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(objectOf(4), fc.context(), async (schema, context) => {
      const tool = await compileTool(schema);
      if (!tool) {
        counts.refused++;
        return;
      }
      const defs = (tool.input.$defs ?? {}) as JsonObject;
      const original = validator(tool.input);
      const small = validator(compact(tool.input));
      const openai = openaiParameters(tool);
      const strict = validator(openai.lowered.schema);
      const anthropic = anthropicSchema(tool);
      const closed = validator(anthropic.schema);
      const open = validator(geminiSchema(tool).schema);
      counts[openai.strict ? 'strict' : 'loose']++;
      const values = fc.sample(sampleOf(tool.input, defs), { numRuns: 8, seed: 1 });
      for (const value of values) {
        if (!original(value)) continue;
        context.log(JSON.stringify({ input: tool.input, value }));
        expect(small(value)).toBe(true);
        expect(open(value)).toBe(true);
        if (anthropic.obstacles.length === 0) expect(closed(value)).toBe(true);
        if (!openai.strict) continue;
        const sent = withNulls(
          value,
          openai.parameters,
          (openai.parameters.$defs ?? {}) as JsonObject,
        );
        context.log(JSON.stringify({ sent, lowered: openai.parameters }));
        expect(strict(sent)).toBe(true);
        expect(meant(tool, sent)).toEqual(meant(tool, value));
        expect(original(meant(tool, sent))).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  // The generator must reach both kinds, or the test says nothing.
  expect(counts.strict).toBeGreaterThan(40);
  expect(counts.loose).toBeGreaterThan(40);
});

test('a compacted schema takes exactly what it did', async () => {
  await fc.assert(
    fc.asyncProperty(
      objectOf(4),
      fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 }),
      async (schema, values) => {
        const tool = await compileTool(schema);
        if (!tool) return;
        const [before, after] = [validator(tool.input), validator(compact(tool.input))];
        for (const value of values) expect(after(value)).toBe(before(value));
      },
    ),
    { numRuns: 60 },
  );
});
