import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import type { CelType, ObjectType } from '../../src/rules/cel.js';
import { refTarget } from '../schema/draft.js';

/** Schemas nested deeper, or recursive, are dyn from there on. */
const DEPTH = 12;
/** And less deep where so many schemas would be looked at: of ten that all refer to each other there is no end. */
const MOST = 2_000;

/** The CEL types of JSON Schemas. `shared` is `schemas` of the file; `$defs` are those of the schema itself. */
export class Types {
  readonly #shared: JsonObject;
  readonly #defs: JsonObject;
  readonly #depth: number;
  #looked = 0;
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
    this.#looked += 1;
    if (this.tooMany) return 'dyn';
    const parts = this.#parts(schema);
    let type: CelType = 'dyn';
    // Beside a reference, `properties` may speak of values that are no objects.
    const object = parts.some((part) => part.type === 'object');
    for (const part of parts) type = both(type, this.#part(part, object, depth));
    const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
    return present(type, required);
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
    return Object.hasOwn(from, target.name) ? from[target.name] : undefined;
  }

  #part(schema: JsonObject, object: boolean, depth: number): CelType {
    const { type } = schema;
    if (Array.isArray(type)) return this.#several(schema, type, depth);
    if (typeof type === 'string') return this.#single(schema, type, depth);
    const branches = schema.oneOf ?? schema.anyOf;
    if (Array.isArray(branches)) return this.#union(branches, depth);
    if (schema.const !== undefined) return typeOfValues([schema.const]);
    if (Array.isArray(schema.enum)) return typeOfValues(schema.enum);
    return object && schema.properties !== undefined ? this.#object(schema, depth) : 'dyn';
  }

  #single(schema: JsonObject, type: string, depth: number): CelType {
    if (type === 'object') return this.#object(schema, depth);
    if (type === 'array')
      return { list: schema.prefixItems ? 'dyn' : this.of(schema.items, depth + 1) };
    return scalars[type] ?? 'dyn';
  }

  #several(schema: JsonObject, types: readonly Json[], depth: number): CelType {
    const [only, ...more] = types.filter((each) => each !== 'null');
    if (typeof only !== 'string' || more.length > 0) return 'dyn';
    const type = this.#single(schema, only, depth);
    return types.includes('null') ? { nullable: type } : type;
  }

  #union(branches: readonly Json[], depth: number): CelType {
    const rest = branches.filter((each) => !(isObject(each) && each.type === 'null'));
    const [first = 'dyn', ...more] = rest.map((each) => this.of(each, depth + 1));
    if (first === 'dyn' || more.some((type) => !same(type, first))) return 'dyn';
    return rest.length < branches.length ? { nullable: first } : first;
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
    return { object: fields, optional };
  }

  #hasDefault(schema: Json): boolean {
    return this.#parts(schema).some((part) => part.default !== undefined);
  }
}

const scalars: Readonly<Record<string, CelType>> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
};

const same = (a: CelType, b: CelType): boolean => canonical(a as Json) === canonical(b as Json);

function typeOfValues(values: readonly Json[]): CelType {
  const types = values.filter((value) => value !== null).map(typeOfValue);
  const [first = 'dyn', ...more] = new Set(types);
  const type = more.length > 0 ? 'dyn' : first;
  return type !== 'dyn' && values.includes(null) ? { nullable: type } : type;
}

function typeOfValue(value: Json): CelType {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return 'dyn';
}

/** The type of a value that has both types: members of objects are joined, and null needs the leave of both. */
function both(a: CelType, b: CelType): CelType {
  if (a === 'dyn' || b === 'dyn') return a === 'dyn' ? b : a;
  const [x, y] = [inner(a), inner(b)];
  const joined = isObjectType(x) && isObjectType(y) ? join(x, y) : x;
  return isNullable(a) && isNullable(b) ? { nullable: joined } : joined;
}

function join(a: ObjectType, b: ObjectType): ObjectType {
  const object: Record<string, CelType> = { ...a.object };
  for (const [key, type] of Object.entries(b.object)) {
    const known = object[key];
    object[key] = known === undefined ? type : both(known, type);
  }
  const surely = (type: ObjectType, key: string) =>
    Object.hasOwn(type.object, key) && !type.optional?.includes(key);
  const optional = Object.keys(object).filter((key) => !surely(a, key) && !surely(b, key));
  return { object, optional };
}

/** An object type whose `required` fields are there. */
function present(type: CelType, required: readonly Json[]): CelType {
  if (isNullable(type)) return { nullable: present(type.nullable, required) };
  if (!isObjectType(type)) return type;
  return { ...type, optional: (type.optional ?? []).filter((key) => !required.includes(key)) };
}

const isNullable = (type: CelType): type is { nullable: CelType } =>
  typeof type === 'object' && 'nullable' in type;

export const isObjectType = (type: CelType | undefined): type is ObjectType =>
  typeof type === 'object' && 'object' in type;

/** The type without its null. */
export const inner = (type: CelType): CelType => (isNullable(type) ? type.nullable : type);

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
  return present(type, bound) as ObjectType;
}
