import { describe, expect, test } from 'vitest';
import { anthropicSchema } from '../../../../codegen/emit/provider/anthropic.js';
import { geminiSchema } from '../../../../codegen/emit/provider/gemini.js';
import { openaiParameters } from '../../../../codegen/emit/provider/openai.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import type { Json, JsonObject } from '../../../../src/json.js';
import { corpus, corpusRows } from '../../../corpora.js';
import { compileTool } from './dialect.js';
import { meant, sendings, validator } from './send.js';

interface Declared {
  readonly ref: string;
  readonly name: string;
  readonly parameters: JsonObject;
}
interface Case {
  readonly tools: readonly string[];
  readonly calls: readonly { readonly name: string; readonly arguments: Json }[];
}

const files = ['simple_python', 'live_multiple'];

/** Real functions and the calls that models should make of them (Berkeley Function Calling Leaderboard). */
describe.skipIf(!corpus('bfcl'))(
  'the functions of bfcl (skipped where ../shared/corpora is not there)',
  () => {
    test('every valid call can be sent to every provider, and comes back as it was meant', async () => {
      const declared = new Map(
        corpusRows<Declared>('bfcl/tools.jsonl').map((each) => [each.ref, each]),
      );
      const tools = new Map<string, ToolIr | undefined>();
      const count = { sent: 0, strict: 0, loose: 0, refused: 0 };
      for (const file of files)
        for (const { tools: refs, calls } of corpusRows<Case>(`bfcl/${file}.jsonl`))
          for (const call of calls) {
            const found = refs
              .map((ref) => declared.get(ref))
              .find((each) => each?.name === call.name);
            if (!found) continue;
            if (!tools.has(found.ref)) {
              const made = await compileTool(found.parameters);
              tools.set(found.ref, made);
              count[made ? (openaiParameters(made).strict ? 'strict' : 'loose') : 'refused']++;
            }
            const tool = tools.get(found.ref);
            if (tool && validator(tool.input)(call.arguments)) {
              check(tool, call.arguments);
              count.sent++;
            }
          }
      expect(count.sent).toBeGreaterThan(300);
      expect(count.strict).toBeGreaterThan(count.loose);
    });
  },
);

function check(tool: ToolIr, args: Json): void {
  const { strict, parameters } = openaiParameters(tool);
  const defs = (parameters.$defs ?? {}) as JsonObject;
  const taken = (strict ? sendings(args, parameters, defs) : [args]).filter((each) =>
    validator(parameters)(each),
  );
  expect(taken.map((each) => meant(tool, each))).toContainEqual(meant(tool, args));
  expect(validator(anthropicSchema(tool).schema)(args)).toBe(true);
  expect(validator(geminiSchema(tool).schema)(args)).toBe(true);
}
