import { isObject, type Json, type JsonObject } from '../json.js';
import type { PropertyShape, Shape } from '../shape.js';
import { matches } from './name-pattern.js';

/** A shape, and the shared ones that it names. */
export interface Places {
  readonly shape: Shape;
  readonly shapes: Shapes;
}
export type Shapes = Readonly<Record<string, Shape>> | undefined;
/** What is done at the places of a value where its shape says something. */
export interface Pass {
  /** What a member named by the shape has, before it is walked; undefined is absent. */
  readonly member?: (value: Json | undefined, shape: PropertyShape) => Json | undefined;
  /** A member whose name the shape does not say, before it is walked. */
  readonly name?: (name: string, names: NonNullable<Shape['names']>) => void;
  /** What stands at a place, after everything inside of it was walked. */
  readonly place: (value: Json, shape: Shape) => Json;
  /** Where the walk stands, for a pass that wants to know: its own list, empty before. */
  readonly steps?: (string | number)[];
}

/** Walks a value by its shape. What a pass changes is copied; everything else is shared with the value. */
export function walk(value: Json, { shape, shapes }: Places, pass: Pass): Json {
  return visit(value, shape, new Walk(shapes, pass));
}

class Walk {
  readonly shapes: Shapes;
  readonly pass: Pass;
  constructor(shapes: Shapes, pass: Pass) {
    this.shapes = shapes;
    this.pass = pass;
  }
}

function visit(start: Json, shape: Shape, on: Walk): Json {
  let value = start;
  if (shape.ref !== undefined) value = visit(value, referred(shape.ref, on), on);
  if (shape.all) for (const each of shape.all) value = visit(value, each, on);
  if (typeof value === 'object' && value !== null) value = inside(value, shape, on);
  return on.pass.place(value, shape);
}

function referred(name: string, { shapes }: Walk): Shape {
  const shape = shapes?.[name];
  if (!shape) throw new Error(`no shape is named ${name}`);
  return shape;
}

function inside(start: readonly Json[] | JsonObject, shape: Shape, on: Walk): Json {
  if (!isObject(start)) return shape.items || shape.prefixItems ? items(start, shape, on) : start;
  let value: JsonObject = start;
  if (shape.tag !== undefined) {
    const seen = tagged(value, shape.tag, shape, on);
    // A pass may put a text in the place of the whole branch.
    if (!isObject(seen)) return seen;
    value = seen;
  }
  if (shape.properties) value = properties(value, shape.properties, on);
  if (shape.names) chosen(value, shape, shape.names, on.pass);
  if (shape.values || shape.patterns) value = others(value, shape, on);
  return value;
}

function tagged(value: JsonObject, tag: string, shape: Shape, on: Walk): Json {
  const name = Object.hasOwn(value, tag) ? value[tag] : undefined;
  const { cases } = shape;
  if (typeof name !== 'string' || !cases || !Object.hasOwn(cases, name)) return value;
  return visit(value, cases[name] as Shape, on);
}

function properties(
  value: JsonObject,
  shapes: NonNullable<Shape['properties']>,
  on: Walk,
): JsonObject {
  let copy: Record<string, Json> | undefined;
  for (const key in shapes) {
    const shape = shapes[key] as PropertyShape;
    const before = Object.hasOwn(value, key) ? value[key] : undefined;
    const given = on.pass.member ? on.pass.member(before, shape) : before;
    const after = given === undefined ? undefined : stepInto(key, given, shape, on);
    if (after === before) continue;
    copy ??= { ...value };
    if (after === undefined) delete copy[key];
    else copy[key] = after;
  }
  return copy ?? value;
}

const isDeclared = ({ properties }: Shape, key: string): boolean =>
  properties !== undefined && Object.hasOwn(properties, key);

function chosen(
  value: JsonObject,
  shape: Shape,
  names: NonNullable<Shape['names']>,
  pass: Pass,
): void {
  if (!pass.name) return;
  for (const key of Object.keys(value)) if (!isDeclared(shape, key)) pass.name(key, names);
}

function others(value: JsonObject, shape: Shape, on: Walk): JsonObject {
  let copy: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    if (isDeclared(shape, key)) continue;
    const before = value[key] as Json;
    let after = before;
    for (const each of otherShapes(shape, key)) after = stepInto(key, after, each, on);
    if (after === before) continue;
    copy ??= { ...value };
    copy[key] = after;
  }
  return copy ?? value;
}

/** Those of all patterns that the name matches, or that of all the rest. */
function otherShapes({ patterns, values }: Shape, key: string): readonly Shape[] {
  const matched = patterns?.filter(({ name }) => matches(name, key));
  if (matched?.length) return matched.map(({ shape }) => shape);
  return values ? [values] : [];
}

function items(value: readonly Json[], shape: Shape, on: Walk): Json {
  let copy: Json[] | undefined;
  for (const [index, before] of value.entries()) {
    const each = shape.prefixItems?.[index] ?? shape.items;
    if (!each) continue;
    const after = stepInto(index, before, each, on);
    if (after === before) continue;
    copy ??= [...value];
    copy[index] = after;
  }
  return copy ?? value;
}

function stepInto(step: string | number, value: Json, shape: Shape, on: Walk): Json {
  const { steps } = on.pass;
  steps?.push(step);
  const after = visit(value, shape, on);
  steps?.pop();
  return after;
}
