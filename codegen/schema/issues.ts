import type { ErrorObject } from 'ajv';
import type { Json } from '../../src/json.js';
import type { Schema } from '../ir.js';
import { compile } from './compile.js';
import { brief } from './words.js';

export interface SchemaIssue {
  /** JSON Pointer (RFC 6901) to the value. */
  readonly path: string;
  /** What must be there: it goes on from "it …". */
  readonly message: string;
}

/** What is wrong with a value under a lowered schema: the first fault, or none. */
export function issuesOf(schema: Schema, value: Json): readonly SchemaIssue[] {
  const { validate } = compile(schema);
  if (validate(value)) return [];
  const error = validate.errors?.at(-1);
  return error ? [{ path: error.instancePath, message: message(error) }] : [];
}

function message({ keyword, params, message: said }: ErrorObject): string {
  switch (keyword) {
    case 'enum':
      return `must be one of ${(params.allowedValues as readonly Json[]).map(brief).join(', ')}`;
    case 'const':
      return `must be ${brief(params.allowedValue as Json)}`;
    case 'additionalProperties':
      return `must not have the property \`${params.additionalProperty}\`, which is not declared`;
    case 'required':
      return `must have the property \`${params.missingProperty}\``;
    default:
      return said ?? `must pass \`${keyword}\``;
  }
}
