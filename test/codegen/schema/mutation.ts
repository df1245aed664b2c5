import { dialect } from '../../../codegen/schema/dialect.js';
import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import type { Random } from '../../proofs/random.js';

type Change = (schema: Json) => Json;

/** A schema with one of the schemas inside it, or itself, changed: by a keyword, or for a part of another schema. */
export function mutated(schema: Json, other: Json, choose: Random): Json {
  const part = choose.pick(inside(other));
  const target = choose.integer(inside(schema).length);
  let at = 0;
  const visit = (each: Json): Json => {
    const here = at === target;
    at += 1;
    const inner = within(each, visit);
    return here ? changed(inner, part, choose) : inner;
  };
  return visit(schema);
}

function changed(schema: Json, part: Json, choose: Random): Json {
  if (!isObject(schema) || Object.keys(schema).length === 0) return part;
  const key = choose.pick(Object.keys(schema));
  const { [key]: value, ...rest } = schema;
  const ways: Change[] = [
    () => part,
    () => rest,
    () => ({ ...schema, [key]: turned(value as Json, choose) }),
    () => (isObject(part) ? { ...part, ...schema } : part),
    () => (isObject(part) ? { ...schema, ...part } : part),
  ];
  return choose.pick(ways)(schema);
}

function turned(value: Json, choose: Random): Json {
  if (typeof value === 'number') return Math.max(0, value + choose.pick([-1, 1]));
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) && value.length > 1 ? value.slice(1) : value;
}

/** The schema and all schemas in it. */
function inside(schema: Json): readonly Json[] {
  const found: Json[] = [];
  const visit = (each: Json): Json => {
    found.push(each);
    within(each, visit);
    return each;
  };
  visit(schema);
  return found;
}

function within(schema: Json, visit: Change): Json {
  if (!isObject(schema)) return schema;
  const members = Object.entries(schema).map(([key, value]) => {
    const holds = dialect[key]?.kind.holds;
    if (holds === 'schema') return [key, visit(value)];
    if (holds === 'list') return [key, (value as readonly Json[]).map(visit)];
    if (holds !== 'map') return [key, value];
    const map = Object.entries(value as JsonObject).map(([name, each]) => [name, visit(each)]);
    return [key, Object.fromEntries(map)];
  });
  return Object.fromEntries(members);
}
