import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import type { ShapeIr, ToolIr } from '../ir.js';
import type { File } from '../lower/file.js';
import { nameOf } from '../schema/draft.js';
import { target } from '../schema/union.js';
import type { SourceNode } from '../source.js';

/** One schema inside of what the model may send. */
export interface Spot {
  readonly schema: JsonObject;
  /** What is done to a value here. */
  readonly shapes: readonly ShapeIr[];
  /** The property it belongs to, the nearest one around it. */
  readonly name: string;
  readonly node: SourceNode;
  /** The tool, or the shared schema, it is written in. */
  readonly owner: SourceNode;
}

/** For people: `location` of tool `get_weather`. */
export const where = ({ name, owner }: Spot): string => {
  const [part, own] = owner.path;
  if (part === 'schemas' && name === own) return `the schema \`${name}\``;
  return `\`${name}\` of ${part === 'schemas' ? 'the schema' : 'tool'} \`${own}\``;
};

type Step = readonly [key: string, of?: string | number];

/** Every schema of a tool's input, itself first; a definition once. `more`: keywords that only test, looked into too. */
export function* spotsOf(
  tool: ToolIr,
  node: SourceNode,
  file: File,
  more: readonly string[] = [],
): Generator<Spot> {
  const schemas = new Set([...SCHEMAS, ...more]);
  const definitions = (tool.input.$defs ?? {}) as JsonObject;
  const seen = new Set<string>();
  const walk = function* (spot: Spot): Generator<Spot> {
    yield spot;
    const { $ref } = spot.schema;
    if ($ref !== undefined) yield* named(nameOf($ref), spot);
    for (const [step, schema] of inside(spot.schema, schemas))
      yield* walk(next(spot, step, schema));
  };
  const named = function* (name: string, from: Spot): Generator<Spot> {
    const schema = definitions[name];
    if (seen.has(name) || !isObject(schema)) return;
    seen.add(name);
    const shared = file.shared.get(name);
    const written = shared ? { node: shared, owner: shared, name } : {};
    yield* walk({ ...from, ...written, schema });
  };
  const next = (from: Spot, step: Step, schema: JsonObject): Spot => ({
    ...from,
    schema,
    shapes: from.shapes.flatMap((shape) =>
      [
        below(shape, step),
        caseOf(
          shape,
          step,
          target(schema, (name) => definitions[name] ?? true),
        ),
      ].flatMap((each) => expand(each, tool.shapes)),
    ),
    name: step[0] === 'properties' ? String(step[1]) : from.name,
    node: written(from.node, step, file) ?? from.node,
  });
  yield* walk({
    schema: tool.input,
    shapes: expand(tool.inputShape, tool.shapes),
    name: 'parameters',
    node: node.get('parameters') ?? node,
    owner: node,
  });
}

/** A place that the model writes to, with all that its schema says, by itself and by what it refers to. */
export interface Site extends Spot {
  /** The shared schema that it refers to, as a spot of its own. */
  readonly shared?: Spot;
}

/** Every place once for each time that it is referred to: under another name, a shared schema is something else. */
export function* sitesOf(tool: ToolIr, node: SourceNode, file: File): Generator<Site> {
  const definitions = (tool.input.$defs ?? {}) as JsonObject;
  for (const spot of spotsOf(tool, node, file)) {
    // It is met where it is referred to.
    if (spot.node === spot.owner && spot.owner !== node) continue;
    const found = target(spot.schema, (name) => definitions[name] ?? true);
    const said = isObject(found) ? found : {};
    const name = nameOf(spot.schema.$ref);
    const shared = file.shared.get(name);
    yield {
      ...spot,
      schema: { ...said, ...spot.schema },
      ...(shared && { shared: { ...spot, schema: said, node: shared, owner: shared, name } }),
    };
  }
}

const LISTS = new Set(['prefixItems', 'anyOf', 'oneOf', 'allOf']);
const MAPS = new Set(['properties', 'patternProperties']);
const SCHEMAS = new Set(['items', 'additionalProperties']);

/** What a part of the value must fit; not what it must not, nor what only asks. */
function* inside(
  schema: JsonObject,
  schemas: ReadonlySet<string>,
): Generator<readonly [Step, JsonObject]> {
  for (const [key, value] of Object.entries(schema)) {
    if (schemas.has(key) && isObject(value)) yield [[key], value];
    if (LISTS.has(key))
      for (const [at, each] of (value as readonly Json[]).entries())
        if (isObject(each)) yield [[key, at], key === 'prefixItems' ? each : held(schema, each)];
    if (MAPS.has(key))
      for (const [name, each] of Object.entries(value as JsonObject))
        if (isObject(each)) yield [[key, name], each];
  }
}

/** What holds of a value holds in every branch of it. */
function held(around: JsonObject, branch: JsonObject): JsonObject {
  const bounds = Object.entries(around).filter(([key]) => BOUNDS.has(key));
  return { ...Object.fromEntries(bounds), ...branch };
}
const BOUNDS = new Set(['enum', 'const', 'maxLength', 'maxItems']);

/** The step in the text: what is not written here may be written where it refers to. */
function written(node: SourceNode, [key, of]: Step, file: File): SourceNode | undefined {
  const member = node.get(key);
  const here =
    typeof of === 'number' ? member?.items()[of] : of === undefined ? member : member?.get(of);
  const ref = node.get('$ref')?.json;
  const target = here || ref === undefined ? undefined : file.shared.get(nameOf(ref));
  return here ?? (target && written(target, [key, of] as Step, file));
}

function below(shape: ShapeIr, [key, of]: Step): ShapeIr | undefined {
  if (key === 'properties') return memberOf(shape.properties ?? {}, String(of)) ?? shape.values;
  if (key === 'items') return shape.items;
  if (key === 'prefixItems') return shape.prefixItems?.[Number(of)];
  const pattern = shape.patterns?.find(({ name }) => name === of);
  return MAPS.has(key) || SCHEMAS.has(key) ? (pattern?.shape ?? shape.values) : shape;
}

/** What is done to a value of this branch: what is done to one of another is not done to it. */
function caseOf({ tag, cases }: ShapeIr, [key]: Step, branch: Json): ShapeIr | undefined {
  if (tag === undefined || !LISTS.has(key) || !isObject(branch)) return undefined;
  const { [tag]: value } = (branch.properties ?? {}) as JsonObject;
  return isObject(value) ? cases?.[String(value.const)] : undefined;
}

/** A shape with everything that acts on the same value, whichever branch it is of. */
function expand(
  shape: ShapeIr | undefined,
  named: ToolIr['shapes'],
  seen: ReadonlySet<string> = new Set(),
): readonly ShapeIr[] {
  if (!shape) return [];
  const { ref } = shape;
  const target = ref === undefined || seen.has(ref) ? undefined : named[ref];
  const known = ref === undefined ? seen : new Set([...seen, ref]);
  const more = [...(shape.all ?? []), target];
  return [shape, ...more.flatMap((each) => expand(each, named, known))];
}
