import { byCodeUnit, isObject, type Json } from '../../src/json.js';
import type { Schema, ShapeIr, ToolIr } from '../ir.js';
import type { SourceNode } from '../source.js';
import { defaultOf } from './default.js';
import { dialect } from './dialect.js';
import { type Draft, Drafts, nameOf, type Sanitize, type SharedSchemas } from './draft.js';
import { hides, marksOf, namesOf } from './marks.js';
import { Normal } from './normal.js';
import { prune } from './prune.js';
import { Shapes } from './shape.js';
import { unbind } from './unbind.js';
import { filled } from './unite.js';
import { inner, replaceIn } from './walk.js';

export type Lowered = Pick<
  ToolIr,
  'parameters' | 'input' | 'bound' | 'inputShape' | 'resultShape' | 'shapes'
> & { readonly result?: Schema };

export interface LowerInput {
  readonly parameters: SourceNode;
  readonly result: SourceNode | undefined;
  /** Names of the parameters that the runtime fills in. */
  readonly bound: readonly string[];
  readonly shared: SharedSchemas;
  /** The chain of a `sanitize`; of undefined, the chain of a text that says nothing. */
  readonly sanitize: Sanitize;
}

const unexpected = (code: string): never => {
  throw new Error(`${code} was not found by the check`);
};

/** What the schemas of a checked tool mean. */
export function lowerSchemas({ parameters, result, bound, shared, sanitize }: LowerInput): Lowered {
  const normal = new Normal(new Drafts(parameters, shared, sanitize), unexpected, true);
  const root = normal.parameters();
  const properties = (root.properties ?? {}) as Draft;
  const shapes = new Shapes(normal, 'input', sanitize(undefined), unexpected);
  const own = new Shapes(normal, 'bound', undefined, unexpected);
  const marks = marksOf(root, (name) => normal.definition(name));
  const shape = { ...inputShape(root, bound, shapes, own), ...marks };
  const input = prune(shape, { ...shapes.named, ...own.named });
  const of = (schema: Json) => complete(schema, (name) => normal.definition(name));
  const hasDefault = (property: Json) =>
    defaultOf(property, (name) => normal.definition(name)) !== undefined;
  const answer = result && lowerResult(result, shared, sanitize);
  const sent = unbind(root, bound, hasDefault);
  const hiding = [input.root, ...Object.values(input.named)].some(hides);
  return {
    parameters: of(root),
    input: of(sent),
    bound: Object.fromEntries(bound.map((name) => [name, of(properties[name] as Json)])),
    ...(answer && { result: answer.schema }),
    inputShape: { ...(hiding && namesOf(sent, (name) => normal.definition(name))), ...input.root },
    resultShape: answer?.shape ?? {},
    shapes: { ...input.named, ...answer?.named },
  };
}

function lowerResult(result: SourceNode, shared: SharedSchemas, sanitize: Sanitize) {
  const normal = new Normal(new Drafts(result, shared, sanitize), unexpected, false);
  const shapes = new Shapes(normal, 'result', undefined, unexpected);
  const root = normal.root();
  const { root: shape, named } = prune(shapes.of(root), shapes.named);
  return { schema: complete(root, (name) => normal.definition(name)), shape, named };
}

/** A bound parameter comes from the runtime: nothing is filled in there, and it is no text of a model. */
function inputShape(root: Draft, bound: readonly string[], sent: Shapes, own: Shapes): ShapeIr {
  if (bound.length === 0) return sent.of(root);
  const all = Object.entries((root.properties ?? {}) as Draft);
  const those = (are: boolean): Draft =>
    Object.fromEntries(all.filter(([name]) => bound.includes(name) === are));
  const shape = sent.of({ ...root, properties: those(false) });
  const { type = 'object', patternProperties = {} } = root;
  const kept = own.of({ type, patternProperties, properties: those(true) }).properties;
  // Where something is said of every other name, one in which nothing happens is still none of them.
  const nothing = shape.values || shape.patterns || shape.names ? {} : undefined;
  const properties = all.flatMap(([name]) => {
    const filledIn = filled(kept?.[name] ?? {}) ?? nothing;
    const each = bound.includes(name) ? filledIn : shape.properties?.[name];
    return each ? [[name, each] as const] : [];
  });
  return { ...shape, properties: Object.fromEntries(properties) };
}

/** A schema that stands alone: our keywords gone, and `$defs` holding exactly what it reaches. */
export function complete(schema: Json, definition: (name: string) => Json): Schema {
  const reached = new Map<string, Json>();
  const root = strip(schema);
  const visit = (each: Json): void => {
    const name = isObject(each) && each.$ref !== undefined ? nameOf(each.$ref) : undefined;
    if (name !== undefined && !reached.has(name)) {
      const found = strip(definition(name));
      reached.set(name, found);
      visit(found);
    }
    for (const schema of inner(each)) visit(schema);
  };
  visit(root);
  const object = isObject(root) ? root : root ? {} : { not: {} };
  if (reached.size === 0) return object;
  const $defs = Object.fromEntries([...reached].sort(([a], [b]) => byCodeUnit(a, b)));
  return { ...object, $defs };
}

/** A copy without our own keywords. */
function strip(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const stripped: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dialect[key]?.role === 'ours') continue;
    const inside = replaceIn(key, value, strip);
    if (!isIdle(key, inside)) stripped[key] = inside;
  }
  return stripped;
}

/** A rule for names of which nothing is left to test. */
const isIdle = (key: string, value: Json): boolean =>
  key === 'propertyNames' && isObject(value) && Object.keys(value).length === 0;
