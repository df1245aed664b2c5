import { isObject, type Json, memberOf } from '../../src/json.js';
import { type TypeName, types } from './dialect.js';
import { type Draft, nameOf } from './draft.js';
import { owns, typesIn } from './object.js';

/** How a schema finds the one that a name stands for. */
export type Definitions = (name: string) => Json;

const jsonType = (value: Json): TypeName =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as TypeName);

/** What a lone reference stands for in the end; in-place cycles are refused before. */
export function target(schema: Json, definitions: Definitions): Json {
  let found = schema;
  while (isObject(found) && found.$ref !== undefined) found = definitions(nameOf(found.$ref));
  return found;
}

/** The branches of a union that declares its value itself, not beside `properties`. */
export const branchesOf = (schema: Draft): readonly Json[] =>
  owns(schema) ? [] : ((schema.oneOf ?? schema.anyOf ?? []) as readonly Json[]);

/** The `anyOf` that stands beside a `oneOf`, as a schema. */
export const secondUnion = ({ oneOf, anyOf }: Draft): Json =>
  oneOf !== undefined && anyOf !== undefined ? { anyOf } : true;

type Ask<Answer> = (schema: Draft, definitions: Definitions) => Answer;

/** Asked once of each schema: branches that share theirs double with every step down. */
function once<Answer>(ask: Ask<Answer>): Ask<Answer> {
  const known = new WeakMap<Draft, { readonly answer: Answer }>();
  return (schema, definitions) => {
    const found = known.get(schema) ?? { answer: ask(schema, definitions) };
    known.set(schema, found);
    return found.answer;
  };
}

/** The types a value may have. `integer` counts as `number`. */
export function possibleTypes(schema: Json, definitions: Definitions): ReadonlySet<TypeName> {
  const found = target(schema, definitions);
  return isObject(found) ? typesOf(found, definitions) : new Set(found ? types : []);
}

const typesOf = once<ReadonlySet<TypeName>>((found, definitions) => {
  if ('const' in found) return new Set([jsonType(found.const as Json)]);
  if (Array.isArray(found.enum)) return new Set(found.enum.map(jsonType));
  const said = typesIn(found)?.map((type) => (type === 'integer' ? 'number' : type) as TypeName);
  const branches = branchesOf(found);
  if (branches.length === 0) return new Set(said ?? types);
  const inner = branches.flatMap((branch) => [...possibleTypes(branch, definitions)]);
  return new Set(inner.filter((type) => said?.includes(type) ?? true));
});

/** Whether null passes: exact, since few keywords say anything of null. */
export const takesNull = (schema: Json, definitions: Definitions): boolean =>
  isObject(schema) ? nullPasses(schema, definitions) : schema === true;

const nullPasses = once<boolean>((schema, definitions) => {
  const passes = (each: Json) => takesNull(each, definitions);
  const list = (key: string) => schema[key] as readonly Json[] | undefined;
  return (
    (typesIn(schema)?.includes('null') ?? true) &&
    (schema.const ?? null) === null &&
    (list('enum')?.includes(null) ?? true) &&
    (schema.$ref === undefined || passes(definitions(nameOf(schema.$ref)))) &&
    (list('anyOf')?.some(passes) ?? true) &&
    (list('allOf')?.every(passes) ?? true) &&
    (list('oneOf') === undefined || list('oneOf')?.filter(passes).length === 1) &&
    !(schema.not !== undefined && passes(schema.not))
  );
});

const constant = (schema: Json | undefined): string | undefined =>
  isObject(schema) && typeof schema.const === 'string' ? schema.const : undefined;

/**
 * The values of a property that every branch requires and gives a text of its own, in order; undefined where it does
 * not.
 */
function valuesOf(tag: string, branches: readonly Draft[]): readonly string[] | undefined {
  const values = branches.map((branch) => {
    const required = Array.isArray(branch.required) && branch.required.includes(tag);
    return required ? constant(memberOf((branch.properties ?? {}) as Draft, tag)) : undefined;
  });
  const found = values.filter((value) => value !== undefined);
  return found.length === branches.length && new Set(found).size === found.length
    ? found
    : undefined;
}

export interface Tag {
  readonly name: string;
  /** The constant of each branch. */
  readonly values: readonly string[];
}

/** The property that tells the branches of a union apart, all of them objects. */
export function tagOf(branches: readonly Json[], definitions: Definitions): Tag | undefined {
  const objects = branches.map((branch) => target(branch, definitions));
  if (objects.length < 2 || !objects.every((each) => isObject(each) && each.type === 'object'))
    return undefined;
  const drafts = objects as readonly Draft[];
  for (const name of Object.keys(drafts[0]?.properties ?? {})) {
    const values = valuesOf(name, drafts);
    if (values) return { name, values };
  }
  return undefined;
}
