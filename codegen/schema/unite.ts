import { byCodeUnit, canonical, type Json, memberOf } from '../../src/json.js';
import type { Chain, ShapeIr } from '../ir.js';

type Properties = NonNullable<ShapeIr['properties']>;

const isEmpty = (shape: ShapeIr): boolean => Object.keys(shape).length === 0;
export const same = (a: ShapeIr, b: ShapeIr) =>
  canonical(a as unknown as Json) === canonical(b as unknown as Json);
const indirect = (shape: ShapeIr) => shape.ref ?? shape.tag ?? shape.all ?? shape.patterns;

/** Of two chains for one text none may be lost: both hold. */
const clash = (a: ShapeIr, b: ShapeIr): boolean =>
  saysText(a) && saysText(b) && !same(textOf(a), textOf(b));
const saysText = ({ transforms, checks }: ShapeIr): boolean => (transforms ?? checks) !== undefined;
const textOf = ({ transforms, checks }: ShapeIr): Text => shapeOf({ transforms, checks });

/** Without what is undefined, so that a shape in which nothing happens is empty. */
export function shapeOf(fields: { [K in keyof ShapeIr]: ShapeIr[K] | undefined }): ShapeIr {
  const shape: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) shape[key] = value;
  return shape;
}

export type Text = Pick<ShapeIr, 'transforms' | 'checks'>;

/** What happens to a text. */
export const text = (chain: Chain | undefined): Text =>
  shapeOf({
    transforms: chain?.transforms.length ? chain.transforms : undefined,
    checks: chain?.checks.length ? chain.checks : undefined,
  });

export const filled = (shape: ShapeIr): ShapeIr | undefined => (isEmpty(shape) ? undefined : shape);

/** What happens where either of two branches may match: whatever either says, each where its own type stands. */
export function unite(a: ShapeIr, b: ShapeIr): ShapeIr {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  if (same(a, b)) return b;
  if (indirect(a) !== undefined || indirect(b) !== undefined || clash(a, b)) return { all: [a, b] };
  return shapeOf({
    transforms: a.transforms ?? b.transforms,
    checks: a.checks ?? b.checks,
    redact: a.redact ?? b.redact,
    declared: bothOf(a.declared, b.declared),
    untrusted: a.untrusted ?? b.untrusted,
    properties: properties(a, b),
    values: filled(unite(a.values ?? {}, b.values ?? {})),
    names: a.names ?? b.names,
    items: filled(unite(a.items ?? {}, b.items ?? {})),
    prefixItems: prefix(a, b),
  });
}

const bothOf = (a: ShapeIr['declared'], b: ShapeIr['declared']): ShapeIr['declared'] =>
  a && b ? [...new Set([...a, ...b])].sort(byCodeUnit) : (a ?? b);

/** A property, and what is said of every name like its own. */
export function uniteProperty(
  shape: Properties[string],
  also: readonly ShapeIr[],
): Properties[string] {
  const { nullIsAbsent, default: preset, ...inside } = shape;
  return { ...also.reduce(unite, inside), ...marksOf(nullIsAbsent, preset) };
}

const marksOf = (nullIsAbsent: true | undefined, preset: Json | undefined) => ({
  ...(nullIsAbsent && { nullIsAbsent }),
  ...(preset !== undefined && { default: preset }),
});

/** A property that one branch names may be, for the other, one of its many others. */
function properties(a: ShapeIr, b: ShapeIr): Properties | undefined {
  if (!a.properties && !b.properties) return undefined;
  const out: Record<string, Properties[string]> = {};
  for (const name of new Set([
    ...Object.keys(a.properties ?? {}),
    ...Object.keys(b.properties ?? {}),
  ])) {
    const [left, right] = [memberOf(a.properties ?? {}, name), memberOf(b.properties ?? {}, name)];
    const shape = unite(left ?? a.values ?? {}, right ?? b.values ?? {});
    const { nullIsAbsent, default: preset } = { ...left, ...right };
    out[name] = { ...shape, ...marksOf(nullIsAbsent, preset) };
  }
  return out;
}

function prefix(a: ShapeIr, b: ShapeIr): readonly ShapeIr[] | undefined {
  const length = Math.max(a.prefixItems?.length ?? 0, b.prefixItems?.length ?? 0);
  if (length === 0) return undefined;
  return Array.from({ length }, (_, at) =>
    unite(a.prefixItems?.[at] ?? a.items ?? {}, b.prefixItems?.[at] ?? b.items ?? {}),
  );
}

/** The shape without what stands for one branch alone: its nulls and its defaults. */
export function withoutPresets(shape: ShapeIr): ShapeIr {
  const inner = (each: ShapeIr | undefined) => each && filled(withoutPresets(each));
  return shapeOf({
    ...shape,
    properties: shape.properties && withoutPropertyPresets(shape.properties),
    patterns: shape.patterns?.map((each) => ({ ...each, shape: withoutPresets(each.shape) })),
    values: inner(shape.values),
    items: inner(shape.items),
    prefixItems: shape.prefixItems?.map(withoutPresets),
    all: shape.all?.map(withoutPresets),
  });
}

function withoutPropertyPresets(properties: Properties): Properties | undefined {
  const out: Record<string, ShapeIr> = {};
  for (const [name, { nullIsAbsent: _, default: __, ...shape }] of Object.entries(properties)) {
    const kept = filled(withoutPresets(shape));
    if (kept) out[name] = kept;
  }
  return Object.keys(out).length === 0 ? undefined : out;
}
