import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { refTarget } from '../schema/draft.js';
import { isOpen, owns } from '../schema/object.js';
import { casesOf } from './cases.js';
import { inner, isNullable, isObjectType, nullable, typeOfAll, typeOfAny } from './combine.js';
import { scalars, typeOfValues } from './scalar.js';

/** Schemas nested deeper, or recursive, are dyn from there on. */
const DEPTH = 12;
/** And less deep where so many schemas would be looked at: of ten that all refer to each other there is no end. */
const MOST = 2_000;

/** Branches are kept so deep, down to the children of a tree: they say again all that is inside of them. */
const TOLD = 5;

interface Made {
  readonly type: CelType;
  /** Schemas that were looked at for it. */
  readonly looked: number;
}

/** The CEL types of JSON Schemas. `shared` is `schemas` of the file; `$defs` are those of the schema itself. */
export class Types {
  readonly #shared: JsonObject;
  readonly #defs: JsonObject;
  readonly #depth: number;
  #looked = 0;
  /** By the depth they stand at; a schema that others refer to is met again and again. */
  readonly #known = new Map<JsonObject, Map<number, Made>>();
  constructor(shared: Json | undefined, root: Json | undefined, depth: number) {
    this.#depth = depth;
    this.#shared = isObject(shared) ? shared : {};
    this.#defs = isObject(root) && isObject(root.$defs) ? root.$defs : {};
  }

  get tooMany(): boolean {
    return this.#looked > MOST;
  }

  of(schema: Json | undefined, depth = 0): CelType {
    if (!isObject(schema) || depth > this.#depth) return 'dyn';
    const known = this.#known.get(schema) ?? new Map<number, Made>();
    const before = this.#looked;
    const found = known.get(depth) ?? {
      type: this.#of(schema, depth),
      looked: this.#looked - before,
    };
    // As much is looked at as if it had been looked through again: the type is as large.
    this.#looked = before + found.looked;
    this.#known.set(schema, known.set(depth, found));
    return found.type;
  }

  #of(schema: JsonObject, depth: number): CelType {
    this.#looked += 1;
    if (this.tooMany) return 'dyn';
    const parts = this.#parts(schema);
    // Beside a reference, `properties` may speak of values that are no objects.
    const object = parts.some((part) => part.type === 'object');
    const type = typeOfAll(parts.map((part) => this.#part(part, object, depth)));
    const required = parts.flatMap((part) => list(part.required));
    return present(type, new Set(required));
  }

  /** Every schema that applies to the same value: the schema, what it refers to, and `allOf`. */
  #parts(schema: Json | undefined, seen?: Set<Json>): readonly JsonObject[] {
    if (!isObject(schema) || seen?.has(schema)) return [];
    // Most have no other part.
    if (schema.$ref === undefined && schema.allOf === undefined) return [schema];
    const met = seen ?? new Set<Json>();
    met.add(schema);
    const also = [this.#target(schema.$ref), ...(Array.isArray(schema.allOf) ? schema.allOf : [])];
    return [schema, ...also.flatMap((each) => this.#parts(each, met))];
  }

  #target(ref: Json | undefined): Json | undefined {
    const target = typeof ref === 'string' ? refTarget(ref) : undefined;
    if (!target) return undefined;
    const from = target.own ? this.#defs : this.#shared;
    return memberOf(from, target.name);
  }

  #part(schema: JsonObject, object: boolean, depth: number): CelType {
    const { type } = schema;
    const union = this.#unionOf(schema, depth);
    if (union !== undefined) return union;
    if (Array.isArray(type)) return this.#several(schema, type, depth);
    if (typeof type === 'string') return this.#single(schema, type, depth);
    if (schema.const !== undefined) return typeOfValues([schema.const]);
    if (Array.isArray(schema.enum)) return typeOfValues(schema.enum);
    return object && schema.properties !== undefined ? this.#object(schema, depth) : 'dyn';
  }

  #single(schema: JsonObject, type: string, depth: number): CelType {
    if (type === 'object') return this.#object(schema, depth);
    if (type === 'array') {
      const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
      const items = schema.items === false ? first : [...first, schema.items];
      return { list: typeOfAny(items.map((each) => this.of(each, depth + 1))) };
    }
    return scalars[type] ?? 'dyn';
  }

  #several(schema: JsonObject, types: readonly Json[], depth: number): CelType {
    const type = typeOfAny(
      types
        .filter((each) => each !== 'null')
        .map((each) => this.#single(schema, String(each), depth)),
    );
    const lists = Array.isArray(schema.enum) && !schema.enum.includes(null);
    return types.includes('null') && !lists ? nullable(type) : type;
  }

  /** What the branches say together; beside members of the object itself, or a text, they only narrow. */
  #unionOf(schema: JsonObject, depth: number): CelType | undefined {
    const types = list(schema.type);
    const unions = [schema.oneOf, schema.anyOf].filter((each) => Array.isArray(each));
    if (owns(schema) || unions.length === 0) return undefined;
    if (types.some((type) => type !== 'object' && type !== 'null')) return undefined;
    const type = types.includes('object') ? 'object' : undefined;
    const found = typeOfAll(unions.map((branches) => this.#union(branches, type, depth)));
    return types.length > 0 && !types.includes('null') ? inner(found) : found;
  }

  #union(branches: readonly Json[], type: Json | undefined, depth: number): CelType {
    const typed = (each: Json) =>
      isObject(each) && type && !('type' in each || '$ref' in each) ? { type, ...each } : each;
    const rest = branches.filter((each) => !(isObject(each) && each.type === 'null'));
    const made = rest.map(typed).map((each) => ({
      parts: this.#parts(each),
      type: this.of(each, depth + 1),
    }));
    const all = typeOfAny(made.map((each) => each.type));
    const cases = depth < TOLD && isObjectType(all) ? casesOf(made) : undefined;
    const found = cases && isObjectType(all) ? { ...all, cases } : all;
    return rest.length < branches.length ? nullable(found) : found;
  }

  #object(schema: JsonObject, depth: number): CelType {
    const properties = isObject(schema.properties) ? schema.properties : undefined;
    const rest = schema.additionalProperties;
    if (!properties && schema.patternProperties !== undefined) return { map: 'dyn' };
    if (!properties && rest !== undefined && rest !== false)
      return { map: this.of(rest, depth + 1) };
    const fields: Record<string, CelType> = {};
    const optional: string[] = [];
    for (const [key, each] of Object.entries(properties ?? {})) {
      fields[key] = this.of(each, depth + 1);
      if (!this.#hasDefault(each)) optional.push(key);
    }
    const open = isOpen(schema);
    return { object: fields, optional, ...(open && { open }) };
  }

  #hasDefault(schema: Json): boolean {
    return this.#parts(schema).some((part) => part.default !== undefined);
  }
}

const list = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** An object type whose `required` fields are there. */
function present(type: CelType, required: ReadonlySet<Json>): CelType {
  if (isNullable(type)) return { nullable: present(type.nullable, required) };
  if (!isObjectType(type)) return type;
  const optional = (type.optional ?? []).filter((key) => !required.has(key));
  const cases = type.cases?.map((each) => ({
    ...each,
    type: present(each.type, required) as ObjectType,
  }));
  return { ...type, optional, ...(cases && { cases }) };
}

/** As deep as can be. */
function typeOf(parameters: Json | undefined, shared: Json | undefined): CelType {
  for (let depth = DEPTH; ; depth -= 1) {
    const types = new Types(shared, parameters, depth);
    const type = types.of(parameters);
    if (!types.tooMany || depth === 1) return type;
  }
}

/** What a condition sees of a tool's parameters: bound ones are always there. */
export function argsType(
  parameters: Json | undefined,
  shared: Json | undefined,
  bound: readonly string[],
): ObjectType {
  const type = inner(typeOf(parameters, shared));
  if (!isObjectType(type)) return { object: {} };
  return present(type, new Set(bound)) as ObjectType;
}
