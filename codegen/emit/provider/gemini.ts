import type { JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { descriptionOf } from './description.js';
import type { Dialect, Lowered } from './dialect.js';
import { lowerSchema } from './lowering.js';

/** The keywords that `parametersJsonSchema` names as read. */
const KEYWORDS = new Set(['format', 'minItems', 'maxItems', 'minimum', 'maximum']);

const dialect: Dialect = {
  takes: (keyword) => KEYWORDS.has(keyword),
  closed: false,
  nullableOptionals: false,
  recursion: true,
};

export const geminiSchema = (tool: ToolIr): Lowered => lowerSchema(tool.input, dialect);

/** A function declaration; one without parameters has no schema at all. */
export function gemini(tool: ToolIr): JsonObject {
  const { schema } = geminiSchema(tool);
  const empty = Object.keys((schema.properties ?? {}) as JsonObject).length === 0;
  const description = descriptionOf(tool);
  return { name: tool.name, description, ...(!empty && { parametersJsonSchema: schema }) };
}
