import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { nameOf } from '../../schema/draft.js';
import { inner } from '../../schema/walk.js';
import type { Obstacle } from './dialect.js';

type Objects = Record<string, Json>;
const propertiesOf = ({ properties }: Objects) => properties as JsonObject;
const namesOf = (object: Objects): readonly string[] => Object.keys(propertiesOf(object));

/**
 * The same schema with other properties first where OpenAI asks for it: the objects of one `anyOf` may not begin with
 * the same property, unless its values tell them apart. Else it refuses the request.
 */
export function withFirstKeys(lowered: JsonObject): {
  readonly schema: JsonObject;
  readonly obstacles: readonly Obstacle[];
} {
  const schema = structuredClone(lowered) as Objects;
  const unions = [...unionsIn(schema, (schema.$defs ?? {}) as JsonObject)];
  for (const objects of unions) arrange(objects);
  const shared = unions.flatMap((objects) => sharedFirst(objects) ?? []);
  const obstacles = [...new Set(shared)].map((name) => ({
    path: '',
    reason: `two objects of a union begin with \`${name}\`, which does not tell them apart`,
  }));
  return { schema, obstacles };
}

/** The objects of each `anyOf`, if there are several. */
function* unionsIn(schema: Json, $defs: JsonObject): Generator<readonly Objects[]> {
  if (!isObject(schema)) return;
  const objects = 'anyOf' in schema ? [...new Set(objectsOf(schema, $defs))] : [];
  if (objects.length > 1) yield objects;
  for (const each of inner(schema)) yield* unionsIn(each, $defs);
}

/** Each definition is looked at once: of thirty that name the next one twice there are a thousand million. */
function objectsOf(schema: Json, $defs: JsonObject, seen = new Set<string>()): Objects[] {
  if (!isObject(schema)) return [];
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  if (name !== undefined) {
    if (seen.has(name)) return [];
    seen.add(name);
    return objectsOf($defs[name] ?? true, $defs, seen);
  }
  const branches = (schema.anyOf ?? []) as readonly Json[];
  const own = isObject(schema.properties) ? [schema as Objects] : [];
  return [...own, ...branches.flatMap((each) => objectsOf(each, $defs, seen))];
}

/** By a property whose values tell them apart; else each begins with one that no other begins with. */
function arrange(objects: readonly Objects[]): void {
  const tag = namesOf(objects[0] as Objects).find((name) => tells(name, objects));
  if (tag !== undefined) for (const each of objects) begin(each, tag);
  else if (sharedFirst(objects) !== undefined) {
    const taken = new Set<string>();
    for (const each of [...objects].sort((a, b) => namesOf(a).length - namesOf(b).length)) {
      const name = namesOf(each).find((own) => !taken.has(own));
      if (name === undefined) continue;
      taken.add(name);
      begin(each, name);
    }
  }
}

function begin(object: Objects, name: string): void {
  const properties = { [name]: propertiesOf(object)[name] as Json, ...propertiesOf(object) };
  Object.assign(object, { properties, required: Object.keys(properties) });
}

/** Whether every object has values of its own there. */
function tells(name: string, objects: readonly Objects[]): boolean {
  const lists = objects.map((each) => valuesOf(propertiesOf(each)[name]));
  const values = lists.flatMap((list) => list ?? []);
  return lists.every((list) => list !== undefined) && new Set(values).size === values.length;
}

function valuesOf(property: Json | undefined): readonly Json[] | undefined {
  if (!isObject(property)) return undefined;
  return 'const' in property ? [property.const as Json] : (property.enum as readonly Json[]);
}

/** A property that two objects begin with and that does not tell them apart. */
function sharedFirst(objects: readonly Objects[]): string | undefined {
  const byFirst = new Map<string, Objects[]>();
  for (const each of objects) {
    const [first] = namesOf(each);
    if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), each]);
  }
  const shared = [...byFirst].find(([name, alike]) => alike.length > 1 && !tells(name, alike));
  return shared?.[0];
}
