import type { Json, JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { compact } from './compact.js';
import { descriptionOf } from './description.js';
import type { Dialect, Lowered } from './dialect.js';
import { lowerSchema } from './lowering.js';
import { plainTop } from './top.js';

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations */
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

function takes(keyword: string, value: Json): boolean {
  if (keyword === 'format') return FORMATS.has(String(value));
  if (keyword === 'pattern') return !/\\[bB]/.test(String(value));
  if (keyword === 'minItems') return value === 0 || value === 1;
  return keyword === 'const' || keyword === 'default';
}

const dialect: Dialect = { takes, closed: true, nullableOptionals: false, recursion: false };

export const anthropicSchema = (tool: ToolIr): Lowered => lowerSchema(tool.input, dialect);

/** A tool of the Messages API. Strict grammars share a budget in each request: `strict` says whether it may be used. */
export function anthropic(tool: ToolIr, mayBeStrict = true): JsonObject {
  const lowered = mayBeStrict ? anthropicSchema(tool) : undefined;
  const strict = lowered?.obstacles.length === 0;
  const input_schema = strict ? lowered.schema : plainTop(compact(tool.input));
  return { name: tool.name, description: descriptionOf(tool), strict, input_schema };
}
