import fc from 'fast-check';
import type { Schema } from '../../../codegen/ir.js';
import { isObject, type Json } from '../../../src/json.js';

/** Schemas of the dialect, as people write them and a little beyond, and values that they might take. */

const name = fc.constantFrom('a', 'b', 'c', 'on-time', 'class', '1st', 'ünï', 'x y');
const text = fc.constantFrom(
  '',
  'a',
  'bc',
  "it's",
  '"q"',
  'line\nbreak',
  '\u2028',
  '*/',
  '</b>',
  'é',
);

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    true,
    {},
    { type: 'string' },
    { type: 'integer' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { type: ['integer', 'boolean', 'null'] },
    { type: 'string', minLength: 1, maxLength: 2, description: 'A */ text' },
    { $ref: '#/schemas/Node' },
    { $ref: '#/schemas/Id', description: 'beside' },
    { type: 'object', additionalProperties: true },
  ),
  fc.record({ const: fc.oneof(text, fc.integer(), fc.constantFrom(true, null, 1.5, -0.25, 1e21)) }),
  fc.record({ enum: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }) }),
);

const union = (branches: fc.Arbitrary<Json>) =>
  fc
    .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(branches, { minLength: 1, maxLength: 3 }))
    .map(([keyword, list]) => ({ [keyword]: list }));

export const schemas: fc.Arbitrary<Json> = fc.letrec<{ schema: Json; object: Json }>((tie) => ({
  object: fc
    .record({
      properties: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
      optional: fc.subarray(['a', 'b', 'c', 'on-time', 'class', '1st', 'ünï', 'x y']),
      additionalProperties: fc.oneof(
        fc.constant(undefined),
        fc.boolean(),
        tie('schema') as fc.Arbitrary<Json | undefined>,
      ),
    })
    .map(({ properties, optional, additionalProperties }) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).filter((key) => !optional.includes(key)),
      ...(additionalProperties !== undefined && { additionalProperties }),
    })),
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('schema').map((items) => ({ type: 'array', items })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), tie('schema'), fc.boolean())
        .map(([prefixItems, rest, closed]) => ({
          type: 'array',
          prefixItems,
          items: closed ? false : rest,
          minItems: prefixItems.length,
        })),
    },
    { weight: 1, arbitrary: union(tie('schema')) },
  ),
})).schema;

export const shared = {
  Id: { type: 'string', maxLength: 20 },
  Node: {
    type: 'object',
    description: 'A tree',
    properties: {
      name: { type: 'string' },
      kids: { type: 'array', items: { $ref: '#/schemas/Node' } },
    },
    required: ['name'],
  },
};

const anything = fc.constantFrom<Json>('a', '', 5, 1.5, true, null, [], {}, ['x'], { a: 1 });

/** Values that a lowered schema probably takes: not certainly, so that its validator has the last word. */
export function valuesOf(schema: Json, $defs: Schema, depth = 0): fc.Arbitrary<Json> {
  if (!isObject(schema) || depth > 6) return anything;
  const inside = (each: Json | undefined) => valuesOf(each ?? true, $defs, depth + 1);
  if (typeof schema.$ref === 'string') return inside($defs[schema.$ref.split('/')[2] ?? '']);
  if ('const' in schema) return fc.constant(schema.const as Json);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as Json[]));
  const branches = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (branches) return fc.oneof(...branches.map(inside));
  const types = Array.isArray(schema.type) ? (schema.type as Json[]) : [schema.type ?? 'any'];
  return fc.oneof(...types.map((type) => ofType(String(type), schema, inside)));
}

type Inside = (schema: Json | undefined) => fc.Arbitrary<Json>;

function ofType(type: string, schema: Schema, inside: Inside): fc.Arbitrary<Json> {
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      return fc.integer({ min: -5, max: 5 });
    case 'number':
      return fc.constantFrom(0, 1.5, -2, 1e21);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return array(schema, inside);
    case 'object':
      return object(schema, inside);
    default:
      return anything;
  }
}

function array(schema: Schema, inside: Inside): fc.Arbitrary<Json> {
  const first = ((schema.prefixItems ?? []) as Json[]).map(inside);
  const rest =
    schema.items === false ? fc.constant([]) : fc.array(inside(schema.items), { maxLength: 2 });
  return fc.tuple(fc.tuple(...first), rest).map(([start, end]) => [...start, ...end]);
}

function object(schema: Schema, inside: Inside): fc.Arbitrary<Json> {
  const properties = Object.entries((schema.properties ?? {}) as Schema);
  const required = schema.required as string[] | undefined;
  const members = Object.fromEntries(properties.map(([key, each]) => [key, inside(each)]));
  const more = schema.additionalProperties;
  const others =
    more === false || more === undefined
      ? fc.constant({})
      : fc.dictionary(fc.constantFrom('other', 'more'), inside(more), { maxKeys: 2 });
  const known = fc.record(members, { requiredKeys: required ?? [] });
  return fc.tuple(known, others).map(([own, rest]) => ({ ...rest, ...own }) as Json);
}
