import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { nameOf } from '../schema/draft.js';
import { typesIn } from '../schema/object.js';

/** The schemas that a value may be of; none where nothing is known of it. */
export type Schemas = readonly Json[];

const DEPTH = 12;
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Reads how large the values of lowered schemas may be. `root` holds the definitions. */
export class Extents {
  readonly #defs: JsonObject;
  constructor(root: JsonObject) {
    this.#defs = isObject(root.$defs) ? root.$defs : {};
  }

  /** What a field may be. */
  field(owners: Schemas, name: string): Schemas {
    return this.#parts(owners).flatMap(({ properties, additionalProperties }) => {
      const own = isObject(properties) ? memberOf(properties, name) : undefined;
      const found = own ?? additionalProperties;
      return isObject(found) ? [found] : [];
    });
  }

  /** What an item of a list, or a value of a map under any key, may be. */
  element(owners: Schemas): Schemas {
    return this.#parts(owners).flatMap(({ items, prefixItems, additionalProperties }) =>
      [items, ...list(prefixItems), additionalProperties].filter((each) => isObject(each)),
    );
  }

  /** How many items or members a value has at most. */
  most(schemas: Schemas): number {
    const all = schemas.map((each) => this.#bound(each, 0));
    return all.length > 0 ? Math.max(...all) : Number.POSITIVE_INFINITY;
  }

  mayBeList(schemas: Schemas): boolean {
    const types = this.#parts(schemas).flatMap((each) => typesIn(each) ?? []);
    return types.length === 0 || types.includes('array');
  }

  /** Everything that schemas say, by themselves, by reference and in branches. */
  #parts(schemas: Schemas, depth = 0): readonly JsonObject[] {
    return schemas.flatMap((schema) => {
      if (!isObject(schema) || depth > DEPTH) return [];
      const inner = [...this.#all(schema), ...list(schema.anyOf), ...list(schema.oneOf)];
      return [schema, ...this.#parts(inner, depth + 1)];
    });
  }

  /** The schemas that hold as well. */
  #all({ $ref, allOf }: JsonObject): readonly Json[] {
    const target = $ref === undefined ? undefined : this.#defs[nameOf($ref)];
    return [...(target === undefined ? [] : [target]), ...list(allOf)];
  }

  /** What holds together bounds together; of branches the widest counts. */
  #bound(schema: Json, depth: number): number {
    if (!isObject(schema) || depth > DEPTH) return Number.POSITIVE_INFINITY;
    const inner = (each: Json) => this.#bound(each, depth + 1);
    const unions = [list(schema.anyOf), list(schema.oneOf)].filter((each) => each.length > 0);
    return Math.min(
      boundOf(schema),
      ...this.#all(schema).map(inner),
      ...unions.map((branches) => Math.max(...branches.map(inner))),
    );
  }
}

/** By what a schema says itself: nothing but lists and objects is gone through. */
function boundOf(schema: JsonObject): number {
  const types = typesIn(schema) ?? ['array', 'object'];
  const { maxItems, prefixItems, items, maxProperties } = schema;
  const fixed = items === false ? list(prefixItems).length : Number.POSITIVE_INFINITY;
  return Math.max(
    types.includes('array') ? Number(maxItems ?? fixed) : 0,
    types.includes('object') ? Number(maxProperties ?? membersOf(schema)) : 0,
  );
}

/** A closed object has at most the members it declares. */
const membersOf = ({ properties, additionalProperties, patternProperties }: JsonObject): number =>
  additionalProperties === false && patternProperties === undefined
    ? Object.keys(isObject(properties) ? properties : {}).length
    : Number.POSITIVE_INFINITY;
