import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ShapeIr } from '../../../codegen/ir.js';
import { dialect } from '../../../codegen/schema/dialect.js';
import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { REDACTED, redacted } from '../../../src/redact.js';
import type { Shape } from '../../../src/shape.js';
import type { Shapes } from '../../../src/stage/places.js';
import { random } from '../../proofs/random.js';
import { type AnyFile, accepted, anyValue, argumentsOf, isSound } from './any.js';
import { toolOf } from './tool.js';

/** Wherever a value passes a schema that is marked `redact: true`, it is hidden: by any way that leads there. */

const choose = random(7);
const values = fc.sample(anyValue, { numRuns: 60, seed: 7 });

/** The schema with marks here and there, where a mark is allowed. */
function marked(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const tests = ['not', 'contains', 'propertyNames'];
  const out = Object.entries(schema).map(([key, value]) => {
    const holds = tests.includes(key) ? undefined : dialect[key]?.kind.holds;
    if (holds === 'schema') return [key, marked(value)] as const;
    if (holds === 'list') return [key, (value as readonly Json[]).map(marked)] as const;
    if (holds !== 'map') return [key, value] as const;
    const inside = Object.entries(value as JsonObject).map(([name, each]) => [name, marked(each)]);
    return [key, Object.fromEntries(inside) as JsonObject] as const;
  });
  return { ...Object.fromEntries(out), ...(choose.chance(1 / 6) && { redact: true }) };
}

const withMarks = ({ schema, shared }: AnyFile): AnyFile => ({
  schema: marked(schema),
  shared: Object.fromEntries(Object.entries(shared).map(([name, each]) => [name, marked(each)])),
});

/** The places of a value at which it passes a marked schema, found by a validator that knows nothing of shapes. */
class Marks {
  found = new Set<string>();
  readonly #defs: JsonObject;
  readonly #known = new Map<JsonObject, ValidateFunction>();
  readonly #ajv = new Ajv2020({ strict: false, meta: false, validateSchema: false });
  constructor(defs: JsonObject) {
    this.#defs = defs;
  }

  visit(schema: Json | undefined, value: Json, at = ''): void {
    if (!isObject(schema) || !this.#passes(schema, value)) return;
    if (schema.redact) this.found.add(at);
    if (schema.$ref)
      this.visit(this.#defs[String(schema.$ref).slice('#/$defs/'.length)], value, at);
    for (const key of ['anyOf', 'oneOf', 'allOf'])
      for (const each of (schema[key] ?? []) as readonly Json[]) this.visit(each, value, at);
    const { properties = {}, patternProperties = {}, prefixItems = [], items } = schema;
    if (Array.isArray(value))
      for (const [index, each] of value.entries())
        this.visit((prefixItems as readonly Json[])[index] ?? items, each, `${at}/${index}`);
    if (!isObject(value)) return;
    for (const [name, each] of Object.entries(value)) {
      const own = Object.hasOwn(properties as JsonObject, name);
      const patterns = Object.entries(patternProperties as JsonObject);
      const told = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name));
      if (own) this.visit((properties as JsonObject)[name], each, `${at}/${name}`);
      for (const [, also] of told) this.visit(also, each, `${at}/${name}`);
      if (!own && told.length === 0) this.visit(schema.additionalProperties, each, `${at}/${name}`);
    }
  }

  #passes(schema: JsonObject, value: Json): boolean {
    const known = this.#known.get(schema);
    if (!known) this.#ajv.removeSchema();
    const made = known ?? this.#ajv.compile({ allOf: [schema], $defs: this.#defs });
    this.#known.set(schema, made);
    return made(value);
  }
}

const isHidden = (value: Json | undefined, at: string): boolean => {
  let part = value;
  for (const step of at.split('/').slice(1)) {
    if (part === REDACTED) return true;
    part = Array.isArray(part) ? part[Number(step)] : (part as JsonObject)[step];
  }
  return part === REDACTED;
};

const tagged = (tag: string, mark: JsonObject = {}) => ({
  type: 'object',
  properties: { k: { const: tag } },
  required: ['k'],
  additionalProperties: true,
  ...mark,
});
const text = { type: 'string' };
const secret = { type: 'string', redact: true };

/** Where a mark once did nothing. */
const known: readonly AnyFile[] = [
  { schema: { oneOf: [tagged('x', { redact: true }), tagged('y')] }, shared: {} },
  { schema: { oneOf: [text, { type: 'null' }], anyOf: [secret, { type: 'null' }] }, shared: {} },
  {
    schema: { type: 'object', properties: { a: text }, patternProperties: { '^a': secret } },
    shared: {},
  },
];

test('what passes a marked schema is hidden', () => {
  let hidden = 0;
  const made = fc.sample(accepted, { numRuns: 200, seed: 7 }).map(withMarks).filter(isSound);
  for (const file of [...known, ...made]) {
    const { schema, shared } = JSON.parse(
      JSON.stringify(file).replaceAll('#/schemas/', '#/$defs/'),
    ) as { schema: Json; shared: JsonObject };
    const parts = { parameters: argumentsOf(file.schema), schemas: file.shared };
    const tool = toolOf('t', { ...parts, result: file.schema });
    const bound = toolOf('t', { ...parts, bound: ['x'] });
    const hide = (value: Json, shape: ShapeIr, { shapes } = tool) =>
      redacted(value, shape as unknown as Shape, shapes as unknown as Shapes);
    const marks = new Marks(shared);
    for (const value of values) {
      marks.found = new Set();
      marks.visit(schema, value);
      const input = hide({ x: value }, tool.inputShape) as JsonObject;
      const result = hide(value, tool.resultShape);
      const filled = hide({ x: value }, bound.inputShape, bound) as JsonObject;
      const shown = [...marks.found].filter((at) =>
        [input.x, result, filled.x].some((each) => !isHidden(each, at)),
      );
      expect(shown, JSON.stringify({ file, value })).toEqual([]);
      hidden += marks.found.size;
    }
  }
  expect(hidden).toBeGreaterThan(300);
});
