import type { JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { descriptionOf } from './description.js';
import { openaiParameters } from './openai.js';

/** A function tool of Chat Completions. */
export function openaiChat(tool: ToolIr): JsonObject {
  const { strict, parameters } = openaiParameters(tool);
  const { name } = tool;
  return {
    type: 'function',
    function: { name, description: descriptionOf(tool), strict, parameters },
  };
}
