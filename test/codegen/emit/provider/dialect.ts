import fc from 'fast-check';
import { check } from '../../../../codegen/check/index.js';
import type { ToolIr } from '../../../../codegen/ir.js';
import { lower } from '../../../../codegen/lower/index.js';
import { read } from '../../../../codegen/read/index.js';
import { isObject, type Json, type JsonObject } from '../../../../src/json.js';

/** Shared schemas that random ones refer to. */
export const schemas: JsonObject = {
  Id: { type: 'string', pattern: '^[a-z]{1,8}$', maxLength: 8, description: 'An id' },
  Tree: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 5 },
      kids: { type: 'array', items: { $ref: '#/schemas/Tree' }, maxItems: 2 },
      note: { type: 'string', maxLength: 3, default: 'x' },
    },
    required: ['name'],
  },
};

/** One tool of a file that has nothing else; undefined where the compiler refuses it. */
export async function compileTool(
  parameters: JsonObject,
  more: JsonObject = {},
): Promise<ToolIr | undefined> {
  const tool = { description: 'Does it', effect: 'read', permission: 'all', parameters, ...more };
  const file = {
    version: 1,
    name: 'test',
    schemas,
    permissions: { all: { public: true } },
    tools: { a: tool },
  };
  const load = () => ({ error: '' });
  const { root, diagnostics } = read({ file: 'tools.yaml', text: JSON.stringify(file), load });
  if (!root) throw new Error(diagnostics[0]?.message);
  const faults = (await check(root)).filter((each) => each.severity === 'error');
  return faults.length > 0 ? undefined : lower(root).tools[0];
}

const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .record({ minLength: fc.nat(2), maxLength: fc.integer({ min: 2, max: 4 }) })
    .map((each) => ({ type: 'string', ...each })),
  fc
    .record({ minimum: fc.integer({ min: -3, max: 0 }), maximum: fc.integer({ min: 1, max: 5 }) })
    .map((each) => ({ type: 'integer', ...each })),
  fc.constant({ type: 'number', exclusiveMinimum: 0, maximum: 9 }),
  fc.constant({ type: 'boolean' }),
  fc.constant({ type: ['string', 'null'], maxLength: 3 }),
  fc.constant({ type: 'string', enum: ['a', 'b'] }),
  fc.constant({ enum: ['a', 1, null] }),
  fc.constant({ const: 'c' }),
  fc.constant({ type: 'null' }),
  fc.constant({ $ref: '#/schemas/Id' }),
  fc.constant({ $ref: '#/schemas/Id', description: 'Another id' }),
  fc.constant({ $ref: '#/schemas/Tree' }),
  fc.constant({ type: 'string', format: 'uri', maxLength: 50 }),
  fc.constant({ type: 'string', title: 'Name', maxLength: 3, description: 'What it is called.' }),
);

const presets: Readonly<Record<string, Json>> = {
  string: 'a',
  integer: 0,
  boolean: true,
  number: 1,
};

/** A property that may have a default, where its schema is of one plain type. */
const withDefault = (schema: JsonObject, wanted: boolean): JsonObject => {
  const preset = typeof schema.type === 'string' ? presets[schema.type] : undefined;
  const fits = preset !== undefined && !('format' in schema);
  return wanted && fits
    ? ({ ...schema, minLength: undefined, default: preset } as unknown as JsonObject)
    : schema;
};

export const schemaOf: fc.Memo<JsonObject> = fc.memo((depth) => {
  if (depth <= 1) return leaf;
  const one = schemaOf(depth - 1);
  const tagged = (value: string) =>
    objectOf(depth - 1).map((each) => ({
      ...each,
      properties: { ...(each.properties as JsonObject), kind: { const: value } },
      required: [...(each.required as readonly string[]), 'kind'],
    }));
  return fc.oneof(
    { arbitrary: leaf, weight: 3 },
    { arbitrary: objectOf(depth), weight: 3 },
    one.map((items): JsonObject => ({ type: 'array', items, maxItems: 3 })),
    one.map((additionalProperties): JsonObject => ({ type: 'object', additionalProperties })),
    fc.tuple(tagged('x'), tagged('y')).map((oneOf): JsonObject => ({ oneOf })),
    fc.tuple(one, one).map((anyOf): JsonObject => ({ anyOf })),
  );
});

const names = ['p', 'q', 'a/b', 'long name'];

export const objectOf: fc.Memo<JsonObject> = fc.memo((depth) => {
  const member = fc.record({
    schema: schemaOf(depth - 1),
    required: fc.boolean(),
    preset: fc.boolean(),
  });
  return fc.array(member, { maxLength: names.length }).map((members) => ({
    type: 'object',
    properties: Object.fromEntries(
      members.map(({ schema, required, preset }, index) => [
        names[index],
        JSON.parse(JSON.stringify(withDefault(schema, preset && !required))) as Json,
      ]),
    ),
    required: members.flatMap(({ required }, index) => (required ? [names[index] as string] : [])),
  }));
});

/** A value that the schema takes; never one of more than a few levels. */
export function sampleOf(schema: Json, defs: JsonObject, depth = 6): fc.Arbitrary<Json> {
  if (!isObject(schema)) return fc.constant(1);
  if (schema.$ref !== undefined)
    return sampleOf(defs[String(schema.$ref).replace('#/$defs/', '')] as Json, defs, depth - 1);
  if ('const' in schema) return fc.constant(schema.const as Json);
  if (schema.enum) return fc.constantFrom(...(schema.enum as readonly Json[]));
  const branches = (schema.anyOf ?? schema.oneOf) as readonly Json[] | undefined;
  if (branches) return fc.oneof(...branches.map((each) => sampleOf(each, defs, depth)));
  const types = [schema.type].flat() as string[];
  return fc.oneof(...types.map((type) => typed(type, schema, defs, depth)));
}

function typed(
  type: string,
  schema: JsonObject,
  defs: JsonObject,
  depth: number,
): fc.Arbitrary<Json> {
  const {
    minimum = 1,
    maximum = 9,
    minLength = 0,
    maxLength = 3,
  } = schema as Record<string, number>;
  switch (type) {
    case 'string':
      if (schema.format) return fc.constantFrom('https://example.com/', 'urn:x');
      if (schema.pattern) return fc.constantFrom('abc', 'z');
      return fc.string({ minLength, maxLength });
    case 'integer':
    case 'number':
      return fc.integer({ min: minimum, max: maximum });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(sampleOf(schema.items as Json, defs, depth - 1), {
        maxLength: depth > 0 ? 2 : 0,
      });
    default:
      return object(schema, defs, depth);
  }
}

function object(schema: JsonObject, defs: JsonObject, depth: number): fc.Arbitrary<Json> {
  const rest = schema.additionalProperties;
  const required = (schema.required ?? []) as readonly string[];
  const fixed = Object.entries((schema.properties ?? {}) as JsonObject).filter(
    ([name]) => depth > 0 || required.includes(name),
  );
  const model = Object.fromEntries(
    fixed.map(([name, each]) => [name, sampleOf(each, defs, depth - 1)]),
  );
  const named = fc.record(model, {
    requiredKeys: required.filter((name) => name in model),
    noNullPrototype: true,
  });
  if (!isObject(rest)) return named as fc.Arbitrary<Json>;
  const others = fc.dictionary(fc.constantFrom('k', 'l'), sampleOf(rest, defs, depth - 1), {
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc.tuple(named, others).map(([a, b]) => ({ ...b, ...a }) as Json);
}
