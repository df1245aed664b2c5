import { isObject, type Json } from '../../src/json.js';
import type { SourceNode } from '../source.js';
import type { Side } from './check.js';
import { type Draft, refTarget } from './draft.js';
import { issuesOf } from './issues.js';
import { complete } from './lower.js';
import type { Normal } from './normal.js';
import { typesIn } from './object.js';
import type { Problem } from './problem.js';
import { withSafeIntegers } from './safe-integer.js';
import { heldBy, inner } from './walk.js';

interface Context {
  readonly side: Side;
  readonly problem: Problem;
  /** Whether a fault of the schema by itself was found: what it takes is not known then. */
  readonly isWrong: (schema: Json) => boolean;
}

/** Holds every default and every example of the schemas against the schema it stands in. */
export function checkValues(
  root: Json,
  definitions: readonly Json[],
  normal: Normal,
  context: Context,
): void {
  visit(root, context.side !== 'shared', normal, context);
  for (const definition of definitions) visit(definition, false, normal, context);
}

/** `misplaced`: a default here stands for nothing that could be absent. */
function visit(schema: Json, misplaced: boolean, normal: Normal, context: Context): void {
  if (!isObject(schema)) return;
  const at = (node: SourceNode) => node.get('default');
  const has = 'default' in schema && !context.isWrong(schema);
  if (has && misplaced) context.problem('TW2035', schema, {}, at);
  else if (has) check(schema, schema.default as Json, 'default', normal, context);
  if (Array.isArray(schema.examples))
    for (const example of schema.examples) check(schema, example, 'examples', normal, context);
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, each] of Object.entries((schema.properties ?? {}) as Draft)) {
    if (required.includes(name) && isObject(each) && 'default' in each)
      context.problem('TW2034', each, { name }, at);
    visit(each, false, normal, context);
  }
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') continue;
    for (const each of heldBy(key, value)) visit(each, true, normal, context);
  }
}

function check(
  schema: Draft,
  value: Json,
  keyword: string,
  normal: Normal,
  { side, problem, isWrong }: Context,
): void {
  if (plainlyFits(schema, value) || reachesWrong(schema, normal, isWrong)) return;
  const whole = complete(schema, (name) => normal.definition(name));
  const [issue] = issuesOf(side === 'result' ? whole : withSafeIntegers(whole), value);
  if (!issue) return;
  problem('TW2033', schema, { keyword, path: issue.path, problem: issue.message }, (node) =>
    node.get(keyword),
  );
}

/** Whether the schema, or one that it is made of, is wrong. */
export function reachesWrong(
  schema: Json,
  normal: Normal,
  isWrong: (schema: Json) => boolean,
  seen = new Set<Json>(),
): boolean {
  if (!isObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const target = typeof schema.$ref === 'string' ? refTarget(schema.$ref) : undefined;
  const made = [...inner(schema), ...(target ? [normal.definition(target.name)] : [])];
  return isWrong(schema) || made.some((each) => reachesWrong(each, normal, isWrong, seen));
}

const simple = [
  'type',
  'enum',
  'description',
  'title',
  'default',
  'sanitize',
  'redact',
  'examples',
];

/** Most defaults are a scalar beside a type and a list: seen at a glance, without compiling a validator. */
function plainlyFits(schema: Draft, value: Json): boolean {
  if (typeof value === 'object') return false;
  if (!Object.keys(schema).every((key) => simple.includes(key))) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  const type =
    typeof value === 'number' && Number.isSafeInteger(value)
      ? ['number', 'integer']
      : [typeof value];
  return typesIn(schema)?.some((each) => type.includes(String(each))) ?? false;
}
