import type { ShapeIr, ToolIr } from '../ir.js';
import type { Spot } from './loss.js';

export type Spots = ReadonlyMap<string, Spot>;

/** More are not looked at one by one: shapes that name each other again and again would have no end of them. */
const MOST_PLACES = 50_000;

/**
 * What is done where in two tools, by the path to the place. Where shapes that have names make too many places of
 * them, those are looked at by themselves, under their names, in both.
 */
export function spotsOfBoth(old: ToolIr, now: ToolIr): readonly [Spots, Spots] {
  const [before, after] = [walked(old, true), walked(now, true)];
  if (before.left > 0 && after.left > 0) return [before.spots, after.spots];
  return [walked(old, false).spots, walked(now, false).spots];
}

export const spotsOf = (tool: ToolIr): Spots => spotsOfBoth(tool, tool)[0];

function walked({ inputShape, resultShape, shapes }: ToolIr, follows: boolean): Walk {
  const walk = new Walk(shapes, follows);
  walk.visit(inputShape, 'parameters');
  walk.visit(resultShape, 'result');
  if (!follows) for (const [name, shape] of Object.entries(shapes)) walk.visit(shape, name);
  return walk;
}

/** What a name must pass is lost as what is done to a text is. */
const ofNames = (names: ShapeIr['names']): ShapeIr | undefined =>
  names && {
    transforms: names.filter((step) => typeof step === 'string'),
    checks: names.filter((step) => typeof step !== 'string'),
  };

class Walk {
  readonly spots = new Map<string, Spot>();
  left = MOST_PLACES;
  readonly #shapes: ToolIr['shapes'];
  readonly #follows: boolean;
  constructor(shapes: ToolIr['shapes'], follows: boolean) {
    this.#shapes = shapes;
    this.#follows = follows;
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
    for (const each of [...(shape.patterns ?? []).map(({ shape: of }) => of), shape.values])
      into(each, `${path}/*`);
    into(ofNames(shape.names), `${path}/* (name)`);
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
