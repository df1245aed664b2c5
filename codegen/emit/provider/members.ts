import type { Json, JsonObject } from '../../../src/json.js';
import { pointerStep } from '../../../src/json.js';
import { defaultOf } from '../../schema/default.js';
import { takesNull } from '../../schema/union.js';
import { block, type Context, optionalNames, type Spot } from './context.js';
import { nullable } from './nullable.js';

export const UNTOLD =
  'it is optional in a union whose branches have no constant that tells them apart';
const TWO_MEANINGS = 'it may be null or absent, and these are two things';

export function loweredObject(schema: JsonObject, spot: Spot, context: Context): JsonObject {
  const { nullableOptionals, closed } = context.dialect;
  const optional = optionalNames(schema);
  const properties: Record<string, JsonObject> = {};
  for (const [name, each] of Object.entries((schema.properties ?? {}) as JsonObject)) {
    const at = { ...spot, path: `${spot.path}/properties${pointerStep(name)}` };
    const lowered = context.lower(each, at);
    const changes = nullableOptionals && optional.includes(name);
    properties[name] = changes ? optionalProperty(each, lowered, at, context) : lowered;
  }
  const required = nullableOptionals ? Object.keys(properties) : (schema.required ?? []);
  const needed = closed || (required as readonly Json[]).length > 0;
  return { properties, ...(needed && { required }), ...others(schema, spot, context) };
}

function optionalProperty(
  schema: Json,
  lowered: JsonObject,
  spot: Spot,
  context: Context,
): JsonObject {
  if (takesNull(schema, context.definition)) {
    // Where the default is null, null and absent mean the same.
    if (defaultOf(schema, context.definition) !== null) block(context, spot, TWO_MEANINGS);
    return lowered;
  }
  if (!spot.telling) block(context, spot, UNTOLD);
  return nullable(lowered);
}

/** What may stand beside the named properties. */
function others(schema: JsonObject, spot: Spot, context: Context): JsonObject {
  const { additionalProperties: rest, patternProperties } = schema;
  if (patternProperties !== undefined || rest !== false)
    block(context, spot, 'it takes members of any name');
  if (context.dialect.closed) return { additionalProperties: false };
  if (rest === undefined || typeof rest === 'boolean') return {};
  const path = `${spot.path}/additionalProperties`;
  const patterns = Object.values((patternProperties ?? {}) as JsonObject);
  // A name that a pattern matches is not one of the others, and who knows no patterns takes it for one.
  const any = patterns.length > 0 ? { anyOf: [rest, ...patterns] } : rest;
  return { additionalProperties: context.lower(any, { ...spot, path }) };
}

export function loweredArray(schema: JsonObject, spot: Spot, context: Context): JsonObject {
  const { items, prefixItems } = schema as { items?: Json; prefixItems?: readonly Json[] };
  if (prefixItems) block(context, spot, 'it is a tuple');
  else if (items === undefined) block(context, spot, 'its items may be of any kind');
  const path = `${spot.path}/items`;
  const tuple = prefixItems?.map((each, index) =>
    context.lower(each, { ...spot, path: `${spot.path}/prefixItems/${index}` }),
  );
  return {
    ...(tuple && { prefixItems: tuple }),
    ...(items !== undefined &&
      typeof items !== 'boolean' && { items: context.lower(items, { ...spot, path }) }),
  };
}
