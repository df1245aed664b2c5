import { shapesIn } from '../../src/shape.js';
import type { ShapeIr } from '../ir.js';
import { shapeOf } from './unite.js';

type Named = Readonly<Record<string, ShapeIr>>;
type Fields = ShapeIr & { readonly nullIsAbsent?: true; readonly default?: unknown };

const counted = new WeakMap<ShapeIr, number>();

function placesIn(shape: ShapeIr): number {
  const known = counted.get(shape);
  if (known !== undefined) return known;
  const count = shapesIn(shape).reduce((sum, each) => sum + placesIn(each), 1);
  counted.set(shape, count);
  return count;
}

/** A shape of more places than this is not written out twice: forty definitions could make a million million of them. */
const MOST_PLACES = 200;
export const isLarge = (shape: ShapeIr): boolean => placesIn(shape) > MOST_PLACES;

const marks = ['redact', 'untrusted', 'nullIsAbsent', 'default'] as const;
const rules = ['transforms', 'checks', 'names', ...marks] as const;

const happens = (shape: ShapeIr, live: ReadonlySet<string>): boolean =>
  rules.some((rule) => (shape as Fields)[rule] !== undefined) ||
  (shape.ref !== undefined && live.has(shape.ref)) ||
  shapesIn(shape).some((each) => happens(each, live));

/** The named shapes in which something happens: those that act, and those that lead to one that does. */
function liveOf(named: Named): ReadonlySet<string> {
  const live = new Set<string>();
  let grown = true;
  while (grown) {
    grown = false;
    for (const [name, shape] of Object.entries(named)) {
      if (live.has(name) || !happens(shape, live)) continue;
      live.add(name);
      grown = true;
    }
  }
  return live;
}

function without(shape: ShapeIr, live: ReadonlySet<string>): ShapeIr {
  const kept = (each: ShapeIr | undefined) =>
    each && (happens(each, live) ? without(each, live) : undefined);
  const map = (record: Readonly<Record<string, ShapeIr>> | undefined) =>
    record &&
    Object.fromEntries(Object.entries(record).map(([name, each]) => [name, without(each, live)]));
  return shapeOf({
    ...shape,
    ref: shape.ref !== undefined && live.has(shape.ref) ? shape.ref : undefined,
    properties: map(shape.properties),
    cases: map(shape.cases),
    patterns: shape.patterns?.map((each) => ({ ...each, shape: without(each.shape, live) })),
    values: kept(shape.values),
    items: kept(shape.items),
    prefixItems: shape.prefixItems?.map((each) => without(each, live)),
    all: shape.all?.filter((each) => happens(each, live)).map((each) => without(each, live)),
  });
}

/** A shape and the named ones it leads to, without references to shapes in which nothing happens. */
export function prune(
  root: ShapeIr,
  named: Named,
): { readonly root: ShapeIr; readonly named: Named } {
  const live = liveOf(named);
  const kept = Object.entries(named).filter(([name]) => live.has(name));
  return {
    root: happens(root, live) ? without(root, live) : {},
    named: Object.fromEntries(kept.map(([name, shape]) => [name, without(shape, live)])),
  };
}
