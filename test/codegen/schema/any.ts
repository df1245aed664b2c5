import fc from 'fast-check';
import { Report } from '../../../codegen/report.js';
import { dialect } from '../../../codegen/schema/dialect.js';
import { checkSchema } from '../../../codegen/schema/index.js';
import type { Json } from '../../../src/json.js';
import { jsonNode, sharedNodes } from './json-node.js';

/**
 * Schemas of every keyword beside every other, mended so far that a fifth of them is accepted. Objects say whether they
 * are open: then a validator that knows nothing of toolwright means the same by them.
 */
const names = fc.constantFrom('a', 'b', 'c');
const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
const scalars = fc.constantFrom<Json>('a', 'b', '', 0, 1, 2, 1.5, true, false, null);
const small = fc.constantFrom<Json>(0, 1, 2);
const bounds = ['Items', 'Length', 'Properties', 'Contains'].map((of) => [`min${of}`, `max${of}`]);
const counted = [...bounds.flat(), 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
const some = <T>(of: fc.Arbitrary<T>, most: number, least = 0) =>
  fc.uniqueArray(of, { minLength: least, maxLength: most }) as fc.Arbitrary<Json>;

const plain = fc.constantFrom<Json>(
  true,
  false,
  {},
  { description: 'Anything' },
  { type: 'string' },
  { type: 'integer' },
  { type: 'null' },
  { $ref: '#/schemas/A' },
);

export const anySchema: fc.Arbitrary<Json> = fc.letrec<{ schema: Json }>((tie) => {
  const schema = tie('schema');
  const list = fc.array(schema, { minLength: 1, maxLength: 3 });
  const map = fc.dictionary(names, schema, { maxKeys: 3 });
  const patterns = fc.dictionary(fc.constantFrom('^a', 'b$', '^[bc]$'), schema, { maxKeys: 2 });
  const member = (weight: number, values: Readonly<Record<string, fc.Arbitrary<Json>>>) =>
    Object.entries(values).map(([key, value]) => ({
      weight,
      arbitrary: value.map((each) => [key, each] as const),
    }));
  const keyword = fc.oneof(
    ...member(6, {
      type: fc.oneof(fc.constantFrom(...types), some(fc.constantFrom(...types), 3, 1)),
    }),
    ...member(5, { properties: map, allOf: list }),
    ...member(3, {
      anyOf: list,
      oneOf: list,
      items: schema,
      required: some(names, 2),
      $ref: fc.constantFrom('#/schemas/A', '#/schemas/B', '#/schemas/C'),
    }),
    ...member(2, { patternProperties: patterns, prefixItems: list, additionalProperties: schema }),
    ...member(1, {
      not: schema,
      contains: schema,
      enum: some(scalars, 4, 1),
      const: scalars,
      propertyNames: fc.constantFrom<Json>({ enum: ['a', 'b'] }, { pattern: '^[ab]' }, true),
      dependentRequired: fc.dictionary(names, some(names, 2), { maxKeys: 2 }),
      multipleOf: fc.constantFrom(1, 2, 0.5),
      pattern: fc.constantFrom('^a', '^[ab]*$'),
      uniqueItems: fc.boolean(),
    }),
    ...member(1, Object.fromEntries(counted.map((key) => [key, small]))),
  );
  const made = fc
    .tuple(fc.array(keyword, { minLength: 1, maxLength: 4 }), fc.nat(5))
    .map(([members, chance]) => opened(mended(Object.fromEntries(members)), chance > 0));
  const object = map.map((properties) => opened({ type: 'object', properties }, true));
  const branch = fc.tuple(fc.constantFrom('x', 'y'), map).map(([tag, properties]) => ({
    ...{ type: 'object', properties: { ...properties, k: { const: tag } }, required: ['k'] },
    additionalProperties: true,
  }));
  const tagged = fc
    .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(branch, { minLength: 2, maxLength: 3 }))
    .map(([key, branches]) => ({ [key]: branches }));
  return {
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 2, arbitrary: plain },
      { weight: 2, arbitrary: object },
      { weight: 1, arbitrary: tagged },
      { weight: 5, arbitrary: made },
    ),
  };
}).schema;

type Written = Readonly<Record<string, Json>>;

/** Without what nobody writes on purpose: keywords of other types, bounds that cross, half of a pair. */
function mended(schema: Written): Written {
  const about = (key: string) => dialect[key]?.about as readonly Json[] | undefined;
  const first = Object.keys(schema).find(about);
  const told = 'type' in schema || '$ref' in schema || !first;
  const out: Record<string, Json> = told
    ? { ...schema }
    : { ...schema, type: about(first)?.[0] as Json };
  const said = [out.type ?? []].flat() as readonly Json[];
  for (const key of Object.keys(out)) {
    const alien =
      about(key)?.every((type) => !said.includes(type)) ?? (key === 'enum' || key === 'const');
    if (said.length > 0 && alien) delete out[key];
  }
  if (Array.isArray(out.prefixItems))
    out.minItems = Math.max(Number(out.minItems ?? 0), out.prefixItems.length);
  if (out.uniqueItems === true) out.maxItems ??= 3;
  if (!('contains' in out)) for (const key of bounds[3] as string[]) delete out[key];
  for (const [least = '', most = ''] of [...bounds, ['minimum', 'maximum']])
    if (Number(out[least]) > Number(out[most])) delete out[most];
  return out;
}

function opened(schema: Written, open: boolean): Json {
  const object = [schema.type].flat().includes('object') || 'properties' in schema;
  const says = 'additionalProperties' in schema || !(object || 'patternProperties' in schema);
  return says ? schema : { ...schema, additionalProperties: open };
}

/** Values of the names and the scalars that the schemas speak of. */
export const anyValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: fc.oneof(scalars, fc.constantFrom('x', 'y')) },
    {
      weight: 3,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'k'), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
})).value;

export interface AnyFile {
  readonly schema: Json;
  readonly shared: Readonly<Record<string, Json>>;
}

/** A schema beside three shared ones it may name, all of them accepted. */
export const accepted: fc.Arbitrary<AnyFile> = fc
  .record({ schema: anySchema, shared: fc.record({ A: anySchema, B: anySchema, C: anySchema }) })
  .filter((file) => isSound(file));

/** Whether the compiler takes it, on either side of a call. */
export function isSound({ schema, shared }: AnyFile): boolean {
  const report = new Report();
  const nodes = sharedNodes(shared);
  for (const node of nodes.values()) checkSchema(node, nodes, report, { root: 'shared' });
  checkSchema(jsonNode(schema, ['result']), nodes, report, { root: 'result' });
  checkSchema(jsonNode(argumentsOf(schema), ['parameters']), nodes, report);
  return !report.failed;
}

/** Parameters of which one is the schema. */
export const argumentsOf = (schema: Json): Json => ({
  type: 'object',
  properties: { x: schema },
  required: ['x'],
});
