import type { JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { descriptionOf } from './description.js';
import { openaiParameters } from './openai.js';

/** A function tool of the Responses API, which tries strict mode by itself where `strict` is left out. */
export function openaiResponses(tool: ToolIr): JsonObject {
  const { strict, parameters } = openaiParameters(tool);
  return {
    type: 'function',
    name: tool.name,
    description: descriptionOf(tool),
    strict,
    parameters,
  };
}
