import { Report } from '../../../../codegen/report.js';
import { checkSchema } from '../../../../codegen/schema/index.js';
import type { Json } from '../../../../src/json.js';
import { shared } from '../../schema/arbitrary.js';
import { jsonNode, sharedNodes } from '../../schema/json-node.js';

/** Parameters of which one has the schema. */
export const parametersOf = (schema: Json) => ({
  type: 'object',
  properties: { x: schema },
  required: ['x'],
});

/** Schemas that the check takes. */
export function accepted(schema: Json): boolean {
  const report = new Report();
  checkSchema(jsonNode(parametersOf(schema)), sharedNodes(shared), report);
  return !report.failed;
}
