import { isObject, type Json, type JsonObject, pointerStep } from '../../../src/json.js';
import { nameOf } from '../../schema/draft.js';
import { owns } from '../../schema/object.js';
import { possibleTypes } from '../../schema/union.js';
import { compact } from './compact.js';
import { block, type Context, optionalNames, type Spot, someSchema } from './context.js';
import type { Dialect, Lowered } from './dialect.js';
import { typeOfValues } from './literal-type.js';
import { loweredArray, loweredObject, UNTOLD } from './members.js';
import { described, sentences } from './sentence.js';
import { loweredUnion } from './union.js';

/** One schema as a provider takes it. Never narrower: a value that the schema takes, the lowered one takes. */
export function lowerSchema(schema: JsonObject, dialect: Dialect): Lowered {
  const { $defs = {}, ...root } = compact(schema);
  const definitions = Object.entries($defs as JsonObject);
  const context: Context = {
    dialect,
    definition: (name) => ($defs as JsonObject)[name] ?? true,
    notes: [],
    obstacles: [],
    lower: (each, spot) => lower(each, spot, context),
  };
  const lowered = lower(root, { path: '', telling: true }, context);
  const lowerDefinition = (name: string, each: Json): JsonObject => {
    const spot = { path: `/$defs${pointerStep(name)}`, telling: true };
    if (!dialect.recursion && isRecursive(name, each, context))
      block(context, spot, 'it contains itself');
    return lower(each, spot, context);
  };
  const named = definitions.map(([name, each]) => [name, lowerDefinition(name, each)] as const);
  const { notes, obstacles } = context;
  const defs = named.length > 0 && { $defs: Object.fromEntries(named) };
  return { schema: { ...lowered, ...defs }, notes, obstacles };
}

function lower(schema: Json, spot: Spot, context: Context): JsonObject {
  if (!isObject(schema)) {
    block(context, spot, schema ? 'it takes values of any kind' : 'it takes no value');
    return schema ? {} : { not: {} };
  }
  if (schema.$ref !== undefined) return reference(schema, spot, context);
  if ('enum' in schema || 'const' in schema) return literal(schema, spot, context);
  const union = owns(schema) ? undefined : unionOf(schema);
  if (union) {
    const lowered = loweredUnion(union, schema[union] as readonly Json[], spot, context);
    return told(lowered, without(schema, ['type', union]), spot, context);
  }
  return typed(schema, spot, context);
}

const unionOf = (schema: JsonObject) =>
  (['anyOf', 'oneOf'] as const).find((keyword) => keyword in schema);

/** What `typed` lowers itself. */
const HANDLED: ReadonlySet<string> = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
]);

function typed(schema: JsonObject, spot: Spot, context: Context): JsonObject {
  const { dialect, definition } = context;
  if (schema.type === undefined) block(context, spot, 'it takes values of any kind');
  const types = possibleTypes(schema, definition);
  const object = types.has('object') && (owns(schema) || (dialect.closed && 'type' in schema));
  const array = types.has('array') && 'type' in schema;
  const kept: Record<string, Json> = {};
  const rest: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema))
    if (dialect.takes(key, value)) kept[key] = value;
    else if (!HANDLED.has(key)) rest[key] = value;
  const lowered = {
    ...(schema.type !== undefined && { type: schema.type }),
    ...(object && loweredObject(schema, spot, context)),
    ...(array && loweredArray(schema, spot, context)),
    ...kept,
  };
  return told(lowered, rest, spot, context);
}

/** The values say everything; what stands beside them only narrows. */
function literal(schema: JsonObject, spot: Spot, context: Context): JsonObject {
  const { const: constant, enum: values } = schema;
  const list = values === undefined ? [constant as Json] : (values as readonly Json[]);
  const type = schema.type ?? (context.dialect.closed ? typeOfValues(list) : undefined);
  const said =
    values === undefined && context.dialect.takes('const', list)
      ? { const: list[0] as Json }
      : { enum: list };
  const keys = values === undefined ? ['type', 'const'] : ['type', 'enum'];
  return told(
    { ...(type !== undefined && { type }), ...said },
    without(schema, keys),
    spot,
    context,
  );
}

/** Providers take nothing beside a reference, so what is said of it stands around it. */
function reference({ $ref, ...beside }: JsonObject, spot: Spot, context: Context): JsonObject {
  const { nullableOptionals } = context.dialect;
  const target = context.definition(nameOf($ref));
  const optional = (each: JsonObject) => optionalNames(each).length > 0;
  if (nullableOptionals && !spot.telling && someSchema(target, context.definition, optional))
    block(context, spot, UNTOLD);
  const named = { $ref: $ref as Json };
  const around = told({}, beside, spot, context);
  return Object.keys(around).length === 0 ? named : { anyOf: [named], ...around };
}

/** Adds the description last, with a sentence for each of the keywords that are left over. */
function told(lowered: JsonObject, rest: JsonObject, spot: Spot, context: Context): JsonObject {
  const { description = '', ...keywords } = rest;
  for (const keyword of Object.keys(keywords)) context.notes.push({ path: spot.path, keyword });
  const text = described(String(description), sentences(keywords));
  return text === '' ? lowered : { ...lowered, description: text };
}

const without = (schema: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));

const isRecursive = (name: string, schema: Json, { definition }: Context): boolean =>
  someSchema(schema, definition, (each) => each.$ref !== undefined && nameOf(each.$ref) === name);
