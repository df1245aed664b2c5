import type { Schema } from '../../../codegen/ir.js';
import { type Lowered, lowerSchemas } from '../../../codegen/schema/index.js';
import type { Json } from '../../../src/json.js';
import { jsonNode, sharedNodes } from './json-node.js';

export interface Written {
  readonly parameters?: Json;
  readonly result?: Json;
  readonly bound?: readonly string[];
  readonly schemas?: Readonly<Record<string, Json>>;
  /** The chain of a text that says nothing; a written `sanitize` is one transform of that name. */
  readonly fallback?: string;
}

const chain = (name: string | undefined) => ({
  transforms: name === undefined ? [] : [name],
  checks: [],
});

export function lowered({
  parameters,
  result,
  bound = [],
  schemas = {},
  fallback,
}: Written): Lowered {
  return lowerSchemas({
    parameters: jsonNode(parameters ?? { type: 'object', properties: {} }, ['parameters']),
    result: result === undefined ? undefined : jsonNode(result, ['result']),
    bound,
    shared: sharedNodes(schemas),
    sanitize: (node) => chain(node ? String(node.json) : fallback),
  });
}

/** The lowered schema of one value. */
export const lowerOne = (schema: Json, schemas: Written['schemas'] = {}): Schema =>
  lowered({ result: schema, schemas }).result ?? {};
