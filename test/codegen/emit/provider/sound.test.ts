import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anthropicSchema } from '../../../../codegen/emit/provider/anthropic.js';
import { compact } from '../../../../codegen/emit/provider/compact.js';
import { geminiSchema } from '../../../../codegen/emit/provider/gemini.js';
import { openaiParameters } from '../../../../codegen/emit/provider/openai.js';
import type { JsonObject } from '../../../../src/json.js';
import { compileTool, objectOf, sampleOf } from './dialect.js';
import { meant, validator, withNulls } from './send.js';

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
