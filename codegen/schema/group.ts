import { isObject, type Json, type JsonObject } from '../../src/json.js';

/** Ajv puts the test of each part inside of that of the one before: with some thousand, nobody's stack holds it. */
const MOST = 100;

const MAPS = ['properties', 'dependentRequired'];
const LISTS = ['allOf', 'anyOf'];

/** Whether tests of it are in groups. */
export const isWide = (schema: Json): boolean =>
  isObject(schema) && MAPS.some((key) => Object.keys(schema[key] ?? {}).length > MOST);

/** The same schema, with parts that are many in groups. Names and places stay: other keywords ask for them. */
export function inGroups(schema: JsonObject): JsonObject {
  const groups: JsonObject[] = [];
  const out = { ...schema } as Record<string, Json>;
  for (const key of MAPS) {
    const parts = Object.entries((schema[key] ?? {}) as JsonObject);
    if (parts.length <= MOST) continue;
    for (const some of chunks(parts)) groups.push({ [key]: Object.fromEntries(some) });
    if (key === 'dependentRequired') delete out[key];
    else out[key] = Object.fromEntries(parts.map(([name]) => [name, true]));
  }
  const { prefixItems = [] } = schema as { prefixItems?: readonly Json[] };
  if (prefixItems.length > MOST) {
    out.prefixItems = prefixItems.map(() => true);
    for (const [at, some] of chunks(prefixItems).entries())
      groups.push({ prefixItems: [...Array<Json>(at * MOST).fill(true), ...some] });
  }
  // Ajv tests an allOf first: what is missing is told before what is wrong, as in a small object.
  if (groups.length > 0 && schema.required) groups.unshift({ required: schema.required });
  if (groups.length > 0) out.allOf = [...((schema.allOf ?? []) as readonly Json[]), ...groups];
  for (const key of LISTS) if (out[key] !== undefined) out[key] = tree(key, out[key]);
  return out;
}

function tree(key: string, list: Json): Json {
  const all = list as readonly Json[];
  return all.length <= MOST
    ? all
    : tree(
        key,
        chunks(all).map((some) => ({ [key]: some })),
      );
}

const chunks = <Part>(all: readonly Part[]): readonly (readonly Part[])[] =>
  Array.from({ length: Math.ceil(all.length / MOST) }, (_, at) =>
    all.slice(at * MOST, (at + 1) * MOST),
  );
