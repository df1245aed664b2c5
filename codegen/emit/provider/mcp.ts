import type { JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { compact } from './compact.js';
import { descriptionOf } from './description.js';

/** A tool of the Model Context Protocol: JSON Schema 2020-12 as it is, and hints about what a call does. */
export function mcp(tool: ToolIr): JsonObject {
  const { name, effect, idempotent } = tool;
  const outputSchema = outputOf(tool);
  return {
    name,
    description: descriptionOf(tool),
    inputSchema: compact(tool.input),
    ...(outputSchema && { outputSchema }),
    annotations: {
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destructive',
      idempotentHint: idempotent,
    },
  };
}

/** Clients hold the result against it: so only where it is an object, and comes to the model as the handler gave it. */
export function outputOf({ result, resultShape }: ToolIr): JsonObject | undefined {
  const changed = Object.keys(resultShape).length > 0;
  return result?.type === 'object' && !changed ? compact(result) : undefined;
}
