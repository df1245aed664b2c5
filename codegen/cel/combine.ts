import { memberOf } from '../../src/json.js';
import type { CelType, ObjectCase, ObjectType } from '../../src/rules/cel.js';

export const isNullable = (type: CelType): type is { nullable: CelType } =>
  typeof type === 'object' && 'nullable' in type;

export const isObjectType = (type: CelType | undefined): type is ObjectType =>
  typeof type === 'object' && 'object' in type;

/** A text, a number or a list has none. */
export const mayHaveFields = (type: CelType): boolean =>
  type === 'dyn' || (typeof type === 'object' && !('list' in type));

/** The type without its null. */
export const inner = (type: CelType): CelType => (isNullable(type) ? type.nullable : type);
export const nullable = (type: CelType): CelType => ({ nullable: inner(type) });

/** Types of one schema are one: what is the same place of a tree is not looked through again. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  const at = (of: object, key: string): unknown => (of as Record<string, unknown>)[key];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && same(at(a, key), at(b, key)))
  );
}

/** Whether a member is there for sure. */
function surelyIn(type: ObjectType): (key: string) => boolean {
  const optional = new Set(type.optional);
  return (key) => Object.hasOwn(type.object, key) && !optional.has(key);
}
const flags = (loose: boolean, open: boolean) => ({
  ...(loose && ({ loose: true } as const)),
  ...(open && ({ open: true } as const)),
});

/** In halves: a thousand objects that come one after the other would all be copied for each of them. */
function inHalves(types: readonly CelType[], join: (a: CelType, b: CelType) => CelType): CelType {
  if (types.length < 2) return types[0] ?? 'dyn';
  const middle = Math.ceil(types.length / 2);
  return join(inHalves(types.slice(0, middle), join), inHalves(types.slice(middle), join));
}

/** The type of a value that has all of these types. */
export const typeOfAll = (types: readonly CelType[]): CelType => inHalves(types, both);
/** The type of a value that has one of these types. */
export const typeOfAny = (types: readonly CelType[]): CelType => inHalves(types, either);

/** The type of a value that has both types: members of objects are joined, and null needs the leave of both. */
export function both(a: CelType, b: CelType): CelType {
  if (a === 'dyn' || b === 'dyn') return a === 'dyn' ? b : a;
  const joined = bothOf(inner(a), inner(b));
  return isNullable(a) && isNullable(b) ? { nullable: joined } : joined;
}

function bothOf(a: CelType, b: CelType): CelType {
  if (a === 'dyn' || (isObjectType(a) && a.loose && !isObjectType(b))) return b;
  return isObjectType(a) && isObjectType(b) ? join(a, b) : a;
}

function join(a: ObjectType, b: ObjectType): ObjectType {
  const object: Record<string, CelType> = { ...a.object };
  for (const [key, type] of Object.entries(b.object)) {
    const known = memberOf(object, key);
    object[key] = known === undefined ? type : both(known, type);
  }
  const [inA, inB] = [surelyIn(a), surelyIn(b)];
  const optional = Object.keys(object).filter((key) => !inA(key) && !inB(key));
  const [loose, open] = [a.loose && b.loose, a.open && b.open];
  const cases = a.cases ? withEach(a.cases, b) : b.cases && withEach(b.cases, a);
  return { object, optional, ...flags(loose ?? false, open ?? false), ...(cases && { cases }) };
}

/** Branches, each with what else is said of the object. */
function withEach(cases: readonly ObjectCase[], also: ObjectType): readonly ObjectCase[] {
  const { cases: _, ...rest } = also;
  return cases.map(({ type, texts }) => ({ type: join(type, rest), texts }));
}

/** The type of a value that has one of two types. */
export function either(a: CelType, b: CelType): CelType {
  const type = eitherOf(inner(a), inner(b));
  return isNullable(a) || isNullable(b) ? nullable(type) : type;
}

function eitherOf(a: CelType, b: CelType): CelType {
  if (same(a, b)) return a;
  if (a === 'dyn' || b === 'dyn') return 'dyn';
  if (isObjectType(a)) return isObjectType(b) ? meet(a, b) : beside(a, b);
  if (isObjectType(b)) return beside(b, a);
  if (isList(a) && isList(b)) return { list: either(a.list, b.list) };
  if (isMap(a) && isMap(b)) return { map: either(a.map, b.map) };
  if (numbers.includes(a) && numbers.includes(b)) return 'double';
  return isMap(a) ? 'dyn' : beside(none, b);
}

const numbers: readonly CelType[] = ['int', 'double'];
const isList = (type: CelType) => typeof type === 'object' && 'list' in type;
const isMap = (type: CelType) => typeof type === 'object' && 'map' in type;
/** Something that has no members. */
const none: ObjectType = { object: {} };

/** A member is there for sure where both have it; one that the other does not name may be of any type there. */
function meet(a: ObjectType, b: ObjectType): ObjectType {
  const keys = [...new Set([...Object.keys(a.object), ...Object.keys(b.object)])];
  const typeIn = (type: ObjectType, key: string) =>
    memberOf(type.object, key) ?? (type.open ? 'dyn' : undefined);
  const object = keys.map((key) => {
    const [x, y] = [typeIn(a, key), typeIn(b, key)];
    return [key, x === undefined || y === undefined ? (x ?? y) : either(x, y)] as const;
  });
  const [inA, inB] = [surelyIn(a), surelyIn(b)];
  const optional = keys.filter((key) => !inA(key) || !inB(key));
  const [loose, open] = [a.loose ?? b.loose, a.open ?? b.open];
  return {
    object: Object.fromEntries(object) as Record<string, CelType>,
    optional,
    ...flags(loose ?? false, open ?? false),
  };
}

/** An object, or something that is none: its members may all be absent. Of a map nobody knows them. */
const beside = (object: ObjectType, other: CelType): CelType =>
  isMap(other) ? 'dyn' : { ...object, optional: Object.keys(object.object), loose: true };
