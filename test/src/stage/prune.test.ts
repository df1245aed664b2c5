import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import type { PropertyShape, Shape } from '../../../src/shape.js';
import { type Pass, walk } from '../../../src/stage/places.js';
import { prune } from '../../../src/stage/prune.js';

const wants = (shape: PropertyShape) =>
  shape.redact === true || shape.default !== undefined || shape.names !== undefined;
/** Shows every place where something is wanted, and the way to it. */
const steps: (string | number)[] = [];
let seen: string[] = [];
const walked = (...parts: Parameters<typeof walk>) => {
  seen = [];
  return [walk(...parts), seen];
};
const marking: Pass = {
  steps,
  member: (value, shape) => (value === undefined ? shape.default : value),
  name: (name) => void seen.push([...steps, name].join('/')),
  place: (value, shape) => (shape.redact ? `${steps.join('/')}=${JSON.stringify(value)}` : value),
};

const names = fc.constantFrom('a', 'b', 'c');
const { shape: anyShape } = fc.letrec<{ shape: PropertyShape; part: PropertyShape }>((tie) => {
  const depth = fc.createDepthIdentifier();
  const some = <Value>(of: fc.Arbitrary<Value>) =>
    fc.option(of, { nil: undefined, freq: 3, depthIdentifier: depth });
  const parts = fc.dictionary(names, tie('part'), { maxKeys: 2 });
  const record = fc.record({
    redact: some(fc.constant(true as const)),
    default: some(fc.constantFrom<Json>(1, 'x')),
    properties: some(parts),
    patterns: some(fc.array(fc.record({ name: names, shape: tie('part') }), { maxLength: 2 })),
    values: some(tie('part')),
    names: some(fc.constant(['trim'])),
    items: some(tie('part')),
    prefixItems: some(fc.array(tie('part'), { maxLength: 2 })),
    all: some(fc.array(tie('shape'), { maxLength: 1, depthIdentifier: depth })),
    cases: some(fc.dictionary(names, tie('shape'), { maxKeys: 2 })),
    tag: fc.constant('a'),
  });
  return {
    shape: record.map((made) => JSON.parse(JSON.stringify(made)) as PropertyShape),
    // Further inside alone: a shape that names itself at its own place has no end.
    part: fc.oneof(
      { maxDepth: 3 },
      names.map((ref) => ({ ref })),
      tie('shape'),
    ),
  };
});
const anyValue = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>('a', 'b', 1, null),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

describe('a shape without the places that a pass walks by', () => {
  test('is walked to the same end', () => {
    const shared = fc.record({ a: anyShape, b: anyShape, c: anyShape });
    let times = 0;
    fc.assert(
      fc.property(anyShape, shared, anyValue, (shape, shapes, value) => {
        const places = prune(shape, shapes, wants);
        if (places) times += 1;
        const whole = walked(value, { shape, shapes }, marking);
        expect(places ? walked(value, places, marking) : [value, []]).toEqual(whole);
      }),
      { numRuns: 700 },
    );
    expect(times).toBeGreaterThan(200);
  });

  test('is nothing where nothing is wanted, however it goes round', () => {
    const node: Shape = { properties: { next: { ref: 'Node' }, text: { checks: ['html'] } } };
    expect(prune({ ref: 'Node' }, { Node: node }, wants)).toBeUndefined();
  });

  test('keeps a shared shape that is missing: the walk says so', () => {
    const places = prune({ properties: { a: { ref: 'Gone' } } }, undefined, wants);
    expect(() => places && walk({ a: 1 }, places, marking)).toThrow('no shape is named Gone');
  });

  test('keeps the names by which others are told apart', () => {
    const redact = { redact: true } as const;
    const a = { properties: { a: {} } };
    for (const shape of [
      { ...a, patterns: [{ name: 'b', shape: {} }], values: redact },
      { ...a, patterns: [{ name: 'b', shape: redact }] },
      { ...a, names: ['trim'] },
    ])
      expect(prune(shape, undefined, wants)?.shape).toEqual(shape);
  });

  test('holds what is not wanted no longer', () => {
    const shape: Shape = { properties: { a: {}, b: { redact: true } }, items: {}, all: [{}] };
    expect(prune(shape, undefined, wants)?.shape).toEqual({
      properties: { b: { redact: true } },
      all: [],
    });
  });
});

test('shared shapes that all name each other are looked at a few times each, not once for each way to them', () => {
  const names = Array.from({ length: 40 }, (_, at) => `s${at}`);
  const all = { properties: Object.fromEntries(names.map((name) => [name, { ref: name }])) };
  const shapes = Object.fromEntries(names.map((name) => [name, all]));
  const root = { properties: { ...all.properties, own: { redact: true } } } as const;
  let asked = 0;
  const places = prune(root, shapes, (shape) => {
    asked += 1;
    return shape.redact === true;
  });
  expect(places?.shape).toEqual({ properties: { own: { redact: true } } });
  expect(asked).toBeLessThan(10 * names.length * names.length);
});
