import { type PropertyShape, type Shape, shapesIn } from '../shape.js';
import type { Places, Shapes } from './places.js';

/** Whether a pass has something to do at a place itself; what is inside is asked for on its own. */
export type Wants = (shape: PropertyShape) => boolean;
type Find = (shape: Shape, shapes: Shapes) => Places | undefined;

/** The places where something is wanted, found once for each shape; undefined where there are none. */
export const placesWhere = (wants: Wants): Find =>
  once((shape, shapes) => prune(shape, shapes, wants));

/** A walk over what is left does the same: only the places it would have passed by are gone. */
export const prune = (shape: Shape, shapes: Shapes, wants: Wants): Places | undefined =>
  new Pruning(wants, shapes).of(shape);

export function once(find: Find): Find {
  const found = new WeakMap<Shape, { readonly of: Shapes; readonly places: Places | undefined }>();
  return (shape, shapes) => {
    const known = found.get(shape);
    if (known && known.of === shapes) return known.places;
    const places = find(shape, shapes);
    found.set(shape, { of: shapes, places });
    return places;
  };
}

type Kept = { -readonly [Part in keyof Shape]: Shape[Part] };

class Pruning {
  readonly #wants: Wants;
  readonly #shapes: Shapes;
  /** Of shared shapes, whether anything is wanted in them. */
  readonly #known = new Map<string, boolean>();
  constructor(wants: Wants, shapes: Shapes) {
    this.#wants = wants;
    this.#shapes = shapes;
  }

  of(shape: Shape): Places | undefined {
    if (!this.#touches(shape)) return undefined;
    const shapes = this.#shapes && mapped(this.#shapes, (each) => this.#pruned(each));
    return { shape: this.#pruned(shape), shapes };
  }

  /** Whether anything is wanted in it. */
  #touches(shape: Shape, way?: Set<string>): boolean {
    if (this.#wants(shape)) return true;
    if (shape.ref !== undefined && this.#leadsOn(shape.ref, way)) return true;
    return shapesIn(shape).some((part) => this.#touches(part, way));
  }

  /** The same of a shared shape. One that is missing stays: the walk says so. */
  #leadsOn(ref: string, way?: Set<string>): boolean {
    const known = this.#known.get(ref);
    if (known !== undefined || way?.has(ref)) return known ?? false;
    const met = way ?? new Set<string>();
    met.add(ref);
    const shared = this.#shapes?.[ref];
    const found = !shared || this.#touches(shared, met);
    if (found) this.#known.set(ref, true);
    // Only from outside: on the way, a no may be that of a shape that is still being looked at.
    else if (!way) for (const each of met) this.#known.set(each, false);
    return found;
  }

  #pruned(shape: Shape): Shape {
    const { ref, all, patterns, values, items, prefixItems, properties, tag, cases, ...here } =
      shape;
    const touched = (part: Shape | undefined): part is Shape =>
      part !== undefined && this.#touches(part);
    const kept: Kept = here;
    if (touched(ref === undefined ? undefined : { ref })) kept.ref = ref as string;
    if (all) kept.all = all.filter(touched).map((part) => this.#pruned(part));
    if (touched(values)) kept.values = this.#pruned(values);
    // A name that matches is none of the others, though nothing is wanted there.
    if (patterns && (kept.values || patterns.some((each) => touched(each.shape))))
      kept.patterns = patterns.map(({ name, shape: part }) => ({
        name,
        shape: this.#pruned(part),
      }));
    if (touched(items)) kept.items = this.#pruned(items);
    // Positions and names stay where others are told apart by them: `items` and `values` are all the rest.
    if (prefixItems && (kept.items || prefixItems.some(touched)))
      kept.prefixItems = prefixItems.map((part) => this.#pruned(part));
    if (properties)
      kept.properties = mapped(
        properties,
        (part) => this.#pruned(part),
        (part) => (kept.values ?? kept.patterns ?? kept.names) !== undefined || touched(part),
      );
    if (tag !== undefined && cases) {
      kept.tag = tag;
      kept.cases = mapped(cases, (part) => this.#pruned(part), touched);
    }
    return kept;
  }
}

const mapped = (
  shapes: Readonly<Record<string, Shape>>,
  change: (shape: Shape) => Shape,
  keep: (shape: Shape) => boolean = () => true,
): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    Object.entries(shapes)
      .filter(([, shape]) => keep(shape))
      .map(([name, shape]) => [name, change(shape)]),
  );
