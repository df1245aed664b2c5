import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { defaultOf } from '../../schema/default.js';
import { nameOf } from '../../schema/draft.js';
import { owns, typesIn } from '../../schema/object.js';
import { branchesOf } from '../../schema/union.js';

/** One reading of a tool's schemas: as the model writes them, as the handler gets them, or as it answers. */
export interface View {
  readonly definitions: Readonly<Record<string, Json>>;
  /** Whether defaults are filled in already. */
  readonly filled: boolean;
  /** A word that stands for the comment of a value; its text is put back when the type is printed. */
  readonly note: (schema: JsonObject) => string | undefined;
  /** A word that stands for the type of a definition; undefined where the definition is written out. */
  readonly reference: (name: string) => string | undefined;
  /** A word that stands for the name of a property: `enum` and `hasOwnProperty` are names as good as others. */
  readonly key: (name: string) => string;
}

/**
 * A lowered schema in the words json-schema-to-typescript gets right. It knows neither prefixItems nor siblings of
 * $ref, invents names out of titles, fetches what a $ref names, and copies `tsType` into the code as it is: it is
 * shown a small schema of ours instead, in which no text of tools.yaml stands but literals.
 * What no type can say (bounds, patterns, `not`, branches that only narrow) is left out: the type is wider.
 */
export function normal(schema: Json, view: View, type?: Json): JsonObject {
  if (!isObject(schema)) return schema ? {} : { tsType: 'never' };
  const description = view.note(told(schema, view));
  return { ...meaning(schema, view, type), ...(description !== undefined && { description }) };
}

/** A definition that is written out brings along what it says, where its use says nothing; a named one has it itself. */
function told({ $ref, description, deprecated }: JsonObject, view: View): JsonObject {
  const name = $ref === undefined ? undefined : nameOf($ref);
  const inline = name !== undefined && view.reference(name) === undefined;
  const definition = inline ? view.definitions[name] : undefined;
  return {
    ...(isObject(definition) && told(definition, view)),
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

function meaning(schema: JsonObject, view: View, type: Json | undefined): JsonObject {
  if ('const' in schema) return { enum: [schema.const as Json] };
  if ('enum' in schema) return { enum: schema.enum as Json };
  if (schema.$ref !== undefined) return reference(nameOf(schema.$ref), view);
  const types = typesIn(schema) ?? (type === undefined ? undefined : [type]);
  const branches = branchesOf(schema);
  if (branches.length > 0 && (types?.every((each) => each === 'object') ?? true))
    return { anyOf: branches.map((branch) => normal(branch, view, types?.[0])) };
  // Said nothing but a comment, it would be taken for an object.
  if (!types) return { tsType: 'unknown' };
  const [first, ...more] = types.map((each) => ofType(each, schema, view));
  return more.length === 0 ? (first ?? {}) : { anyOf: [first as JsonObject, ...more] };
}

function reference(name: string, view: View): JsonObject {
  const tsType = view.reference(name);
  if (tsType !== undefined) return { tsType };
  const { description: _, ...rest } = normal(view.definitions[name] ?? true, view);
  return rest;
}

function ofType(type: Json, schema: JsonObject, view: View): JsonObject {
  if (type === 'array') return array(schema, view);
  return type === 'object' ? object(schema, view) : { type };
}

function array(schema: JsonObject, view: View): JsonObject {
  const rest = schema.items ?? true;
  if (!Array.isArray(schema.prefixItems)) return { type: 'array', items: normal(rest, view) };
  return {
    type: 'array',
    items: schema.prefixItems.map((each: Json) => normal(each, view)),
    additionalItems: rest === false ? false : normal(rest, view),
  };
}

function object(schema: JsonObject, view: View): JsonObject {
  if (!owns(schema)) return { type: 'object', required: [], additionalProperties: true };
  const properties = Object.entries((schema.properties ?? {}) as JsonObject);
  const present = properties.map(([name]) => name).filter((name) => isPresent(name, schema, view));
  return {
    type: 'object',
    properties: Object.fromEntries(
      properties.map(([name, each]) => [view.key(name), normal(each, view)]),
    ),
    required: present.map(view.key),
    additionalProperties: others(schema, view),
  };
}

/** Names that only a pattern or nothing tells share one index signature. */
function others(schema: JsonObject, view: View): Json {
  const patterns = Object.values((schema.patternProperties ?? {}) as JsonObject);
  const rest = schema.additionalProperties ?? true;
  const all = [...patterns, ...(rest === false ? [] : [rest])].map((each) => normal(each, view));
  if (all.length === 0) return false;
  const bare = all.map(({ description: _, ...each }) => each);
  return bare.length === 1 ? (bare[0] as JsonObject) : { anyOf: bare };
}

function isPresent(name: string, schema: JsonObject, view: View): boolean {
  if (Array.isArray(schema.required) && schema.required.includes(name)) return true;
  const property = (schema.properties as JsonObject)[name] ?? true;
  return view.filled && defaultOf(property, (each) => view.definitions[each] ?? true) !== undefined;
}
