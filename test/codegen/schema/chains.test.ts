import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import type { Shape } from '../../../src/shape.js';
import { type Shapes, walk } from '../../../src/stage/places.js';
import { lowered } from './lowered.js';
import { problems, properties } from './problems.js';

/** Wherever a text passes a schema that says `sanitize`, that chain is run: whatever else leads to the same text. */

/** Each chain is another: of two that are the same, the loss of one would not be seen. */
let chains = 0;
const chain = () => `chain${chains++}`;
const text = fc.constant(null).map((): Json => ({ type: 'string', sanitize: chain() }));
const number: Json = { type: 'integer' };
const leaf = fc.oneof(
  text,
  fc.constantFrom<Json>({ type: 'string' }, number),
  text.map((branch): Json => ({ anyOf: [branch, number], sanitize: chain() })),
  text.map((branch): Json => ({ oneOf: [branch, number] })),
  text.map((part): Json => ({ type: 'string', allOf: [part] })),
);
const some = (names: string[], of: fc.Arbitrary<Json>) =>
  fc.dictionary(fc.constantFrom(...names), of, { maxKeys: 3, noNullPrototype: true });
const { member } = fc.letrec<{ member: Json }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc
      .record({
        properties: some(['a', 'b', 'ab'], tie('member')),
        patternProperties: some(['^a', 'b$', '^[bc]'], tie('member')),
        additionalProperties: fc.oneof(fc.constantFrom<Json>(true, false), tie('member')),
      })
      .map((members): Json => ({ type: 'object', ...members })),
  ),
}));

/** Of every text in a value that the schema lets through, the chains that must be run on it. */
function* wanted(schema: Json | undefined, value: Json, at = '/x'): Generator<string> {
  if (!isObject(schema)) return;
  if (typeof value === 'string' && schema.sanitize) yield `${at} ${schema.sanitize}`;
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    for (const each of (schema[key] ?? []) as readonly Json[]) yield* wanted(each, value, at);
  if (!isObject(value) || schema.type !== 'object') return;
  for (const [name, each] of Object.entries(value)) {
    const named = (schema.properties as JsonObject)[name];
    const patterns = Object.entries(schema.patternProperties as JsonObject);
    const told = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name));
    const rest = named === undefined && told.length === 0 ? [schema.additionalProperties] : [];
    for (const of of [named, ...told.map(([, also]) => also), ...rest])
      yield* wanted(of, each, `${at}/${name}`);
  }
}

function runOn(value: Json, shape: Shape, shapes: Shapes): ReadonlySet<string> {
  const run = new Set<string>();
  const steps: (string | number)[] = [];
  const place = (part: Json, { transforms = [] }: Shape) => {
    for (const name of transforms) run.add(`${steps.map((step) => `/${step}`).join('')} ${name}`);
    return part;
  };
  walk({ x: value }, { shape, shapes }, { steps, place });
  return run;
}

const names = ['a', 'b', 'c', 'ab', 'd'];
const deep = (depth: number): Json =>
  depth === 0 ? 'text' : Object.fromEntries(names.map((name) => [name, deep(depth - 1)]));

test('what passes a schema with a chain is sanitized by it', () => {
  let found = 0;
  fc.assert(
    fc.property(member, (schema) => {
      const parameters = { type: 'object', properties: { x: schema }, required: ['x'] };
      if (problems(properties(`x: ${JSON.stringify(schema)}`)).length > 0) return;
      const { inputShape, shapes } = lowered({ parameters, fallback: 'safe' });
      for (const value of [deep(0), deep(1), deep(2)]) {
        const run = runOn(value, inputShape as unknown as Shape, shapes as unknown as Shapes);
        const all = [...wanted(schema, value)];
        expect(all.filter((each) => !run.has(each))).toEqual([]);
        found += all.length;
      }
    }),
    { numRuns: 80, seed: 7 },
  );
  expect(found).toBeGreaterThan(300);
});
