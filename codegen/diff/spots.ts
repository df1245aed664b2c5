import type { ShapeIr, ToolIr } from '../ir.js';
import type { Spot } from './loss.js';

type Spots = ReadonlyMap<string, Spot>;

/** More are not looked at one by one: shapes that name each other again and again would have no end of them. */
const MOST_PLACES = 50_000;

/**
 * What is done where in two tools, by the path to the place. Where shapes that have names make too many places of
 * them, those are looked at by themselves, under their names, in both.
 */
export function spotsOfBoth(old: ToolIr, now: ToolIr): readonly [Spots, Spots] {
  const [before, after] = [new Walk(old.shapes, true), new Walk(now.shapes, true)];
  for (const [walk, tool] of [
    [before, old],
    [after, now],
  ] as const)
    walk.tool(tool);
  if (before.left > 0 && after.left > 0) return [before.spots, after.spots];
  return [apart(old), apart(now)];
}

function apart(tool: ToolIr): Spots {
  const walk = new Walk(tool.shapes, false);
  walk.tool(tool);
  for (const [name, shape] of Object.entries(tool.shapes)) walk.visit(shape, name);
  return walk.spots;
}

class Walk {
  readonly spots = new Map<string, Spot>();
  left = MOST_PLACES;
  readonly #shapes: ToolIr['shapes'];
  readonly #follows: boolean;
  constructor(shapes: ToolIr['shapes'], follows: boolean) {
    this.#shapes = shapes;
    this.#follows = follows;
  }

  tool({ inputShape, resultShape }: ToolIr): void {
    this.visit(inputShape, 'parameters');
    this.visit(resultShape, 'result');
  }

  /** Recursion is followed once: below, the same shape does the same again. */
  visit(shape: ShapeIr, path: string, through: readonly string[] = []): void {
    if (this.#follows && this.left <= 0) return;
    this.left -= 1;
    this.#note(shape, path);
    const into = (inner: ShapeIr | undefined, at: string, way = through) => {
      if (inner) this.visit(inner, at, way);
    };
    for (const [name, inner] of Object.entries(shape.properties ?? {}))
      into(inner, `${path}/${name}`);
    into(shape.values, `${path}/*`);
    into(shape.items, `${path}/[]`);
    shape.prefixItems?.forEach((inner, at) => void into(inner, `${path}/${at}`));
    for (const inner of shape.all ?? []) into(inner, path);
    for (const [name, inner] of Object.entries(shape.cases ?? {})) into(inner, `${path}/(${name})`);
    const { ref } = shape;
    if (this.#follows && ref !== undefined && !through.includes(ref))
      into(this.#shapes[ref], path, [...through, ref]);
  }

  #note(shape: ShapeIr, path: string): void {
    const { transforms = [], checks = [], redact = false, untrusted = false } = shape;
    if (transforms.length + checks.length === 0 && !redact && !untrusted) return;
    const before = this.spots.get(path);
    this.spots.set(path, {
      transforms: [...(before?.transforms ?? []), ...transforms],
      checks: [...(before?.checks ?? []), ...checks],
      redact: redact || before?.redact === true,
      untrusted: untrusted || before?.untrusted === true,
    });
  }
}
