import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import type { Parsed } from '../../../../src/call.js';
import { isObject, type Json, type JsonObject } from '../../../../src/json.js';
import { normalise } from '../../../../src/stage/normalise.js';

const options = {
  strict: false,
  validateFormats: false,
  meta: false,
  validateSchema: false,
} as const;
const known = new Map<string, ValidateFunction>();
export function validator(schema: JsonObject): ValidateFunction {
  const text = JSON.stringify(schema);
  const made = known.get(text) ?? new Ajv2020(options).compile(schema);
  known.set(text, made);
  return made;
}

/** What a model sends under the strict schema: null for every property that is absent. */
export function withNulls(value: Json, schema: Json, defs: JsonObject): Json {
  if (!isObject(schema)) return value;
  if (schema.$ref !== undefined)
    return withNulls(value, defs[String(schema.$ref).replace('#/$defs/', '')] as Json, defs);
  if (schema.anyOf) {
    const sent = (schema.anyOf as readonly JsonObject[])
      .map((each) => ({ each, sent: withNulls(value, each, defs) }))
      .find(({ each, sent }) => validator({ ...each, $defs: defs })(sent));
    return sent ? sent.sent : value;
  }
  if (Array.isArray(value)) return value.map((each) => withNulls(each, schema.items ?? true, defs));
  if (!isObject(value)) return value;
  const properties = (schema.properties ?? {}) as JsonObject;
  const present = Object.entries(value).map(([key, each]) => [
    key,
    withNulls(each, properties[key] ?? true, defs),
  ]);
  const absent = Object.keys(properties)
    .filter((key) => !(key in value))
    .map((key) => [key, null]);
  return Object.fromEntries([...present, ...absent]);
}

/** What the runtime makes of what was sent. */
export const meant = ({ inputShape, shapes }: ToolIr, proposed: Json): Json =>
  normalise({ proposed, contract: { input: inputShape, shapes } } as unknown as Parsed).args;
