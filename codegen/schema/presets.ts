import type { Json } from '../../src/json.js';
import type { PropertyShape } from '../../src/shape.js';
import { type Places, walk } from '../../src/stage/places.js';
import type { ShapeIr } from '../ir.js';

type Named = Readonly<Record<string, ShapeIr>>;

/** The places of a shape for a pass of the runtime that looks at no checks: they are still to be printed. */
export const placesOf = (shape: ShapeIr, shapes: Named): Places =>
  ({ shape, shapes }) as unknown as Places;

/** Deeper and more than any call may hold: defaults that go on so far never end, or might as well not. */
const DEEPEST = 200;
const MOST = 10_000;

/**
 * A value with the defaults of all that is absent in it, as the runtime fills them in; undefined where there is no end
 * of them.
 */
export function withDefaults(value: Json, shape: ShapeIr, shapes: Named): Json | undefined {
  const steps: (string | number)[] = [];
  let filled = 0;
  let endless = false;
  const member = (given: Json | undefined, { default: preset }: PropertyShape) => {
    if (given !== undefined || preset === undefined) return given;
    filled += 1;
    endless ||= steps.length > DEEPEST || filled > MOST;
    return endless ? undefined : preset;
  };
  const made = walk(value, placesOf(shape, shapes), { member, place: (each) => each, steps });
  return endless ? undefined : made;
}
