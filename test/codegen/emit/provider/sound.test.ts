import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anthropicSchema } from '../../../../codegen/emit/provider/anthropic.js';
import { compact } from '../../../../codegen/emit/provider/compact.js';
import { geminiSchema } from '../../../../codegen/emit/provider/gemini.js';
import { openaiParameters } from '../../../../codegen/emit/provider/openai.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import { isObject, type Json, type JsonObject } from '../../../../src/json.js';
import { compileTool, objectOf, sampleOf } from './dialect.js';
import { meant, sendings, validator } from './send.js';

const counts = { refused: 0, strict: 0, loose: 0 };

/** That each provider's schema takes these values, and the runtime reads what is sent as it was meant. */
function holds(tool: ToolIr, values: readonly Json[], log: (line: string) => void): void {
  const original = validator(tool.input);
  const small = validator(compact(tool.input));
  const openai = openaiParameters(tool);
  const strict = validator(openai.lowered.schema);
  const anthropic = anthropicSchema(tool);
  const closed = validator(anthropic.schema);
  const open = validator(geminiSchema(tool).schema);
  counts[openai.strict ? 'strict' : 'loose']++;
  for (const value of values) {
    if (!original(value)) continue;
    log(JSON.stringify({ input: tool.input, value }));
    expect(small(value)).toBe(true);
    expect(open(value)).toBe(true);
    if (anthropic.obstacles.length === 0) expect(closed(value)).toBe(true);
    if (!openai.strict) continue;
    const { parameters } = openai;
    const sent = sendings(value, parameters, (parameters.$defs ?? {}) as JsonObject);
    const taken = sent.filter((each) => strict(each));
    log(JSON.stringify({ taken, lowered: parameters }));
    const back = taken.map((each) => meant(tool, each));
    expect(back).toContainEqual(meant(tool, value));
    for (const each of back) expect(original(each)).toBe(true);
  }
}

test('what a schema takes can be sent under its lowering, and comes back as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(objectOf(4), fc.context(), async (schema, context) => {
      const tool = await compileTool(schema);
      if (!tool) {
        counts.refused++;
        return;
      }
      const defs = (tool.input.$defs ?? {}) as JsonObject;
      const values = fc.sample(sampleOf(tool.input, defs), { numRuns: 8, seed: 1 });
      holds(tool, values, (line) => context.log(line));
    }),
    { numRuns: 200 },
  );
  // The generator must reach both kinds, or the test says nothing.
  expect(counts.strict).toBeGreaterThan(40);
  expect(counts.loose).toBeGreaterThan(40);
});

test('where two branches take what is sent, one of the sendings means what was said', async () => {
  const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
    type: 'object',
    properties,
    required,
  });
  const named = { type: 'string', enum: ['a', 'b'] };
  const both = object({ p: named, q: { type: ['string', 'null'] } }, 'p', 'q');
  const tool = await compileTool(object({ p: { anyOf: [both, object({ p: named }, 'p')] } }));
  if (!tool) throw new Error('the compiler refuses it');
  expect(openaiParameters(tool).strict).toBe(true);
  holds(tool, [{ p: { p: 'a' } }, { p: { p: 'b', q: null } }, {}], () => {});
});

test('a compacted schema takes exactly what it did', async () => {
  const verdicts = { true: 0, false: 0 };
  await fc.assert(
    fc.asyncProperty(objectOf(4), async (schema) => {
      const tool = await compileTool(schema);
      if (!tool) return;
      const defs = (tool.input.$defs ?? {}) as JsonObject;
      const [before, after] = [validator(tool.input), validator(compact(tool.input))];
      const taken = fc.sample(sampleOf(tool.input, defs), { numRuns: 8, seed: 1 });
      for (const value of taken.flatMap((each) => [each, ...beside(each)])) {
        const verdict = before(value);
        expect(after(value)).toBe(verdict);
        verdicts[`${verdict}`] += 1;
      }
    }),
    { numRuns: 60 },
  );
  // Thousands of each: what is refused by both alike says nothing.
  expect(verdicts.true).toBeGreaterThan(100);
  expect(verdicts.false).toBeGreaterThan(100);
});

/** Values that differ from this one in one place: a text is longer or none, a number is another, a member is gone. */
function* beside(value: Json): Iterable<Json> {
  if (typeof value === 'string') yield* ['', `${value}!`.repeat(9), 1];
  else if (typeof value === 'number') yield* [value + 0.5, -value - 1, value * 1000 + 1, 'x'];
  else if (!isObject(value)) yield* Array.isArray(value) ? [[], [...value, ...value, 1]] : ['x'];
  else
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _, ...rest } = value;
      yield rest;
      for (const other of beside(member)) yield { ...rest, [key]: other };
    }
}
