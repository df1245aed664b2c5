import type { Json, JsonObject } from '../../src/json.js';
import { isMultiple } from '../../src/rules/validation.js';

/** A bound of one schema beside that of another. */
export interface Bound {
  readonly detail: string;
  readonly narrower: boolean;
  readonly wider: boolean;
}

const LEAST = ['minLength', 'minItems', 'minProperties'];
const MOST = ['maxLength', 'maxItems', 'maxProperties'];

/** The bounds in which two schemas differ. */
export function bounds(before: JsonObject, after: JsonObject): readonly Bound[] {
  const found = [
    ...LEAST.map((key) => least(key, number(before[key], 0), number(after[key], 0))),
    ...MOST.map((key) => most(key, number(before[key], Infinity), number(after[key], Infinity))),
    edge('minimum', 'exclusiveMinimum', before, after, 1),
    edge('maximum', 'exclusiveMaximum', before, after, -1),
    step(before.multipleOf, after.multipleOf),
    unique(before.uniqueItems === true, after.uniqueItems === true),
  ];
  return found.filter(({ narrower, wider }) => narrower || wider);
}

const number = (value: Json | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;
const words = (value: number): string => (Number.isFinite(value) ? String(value) : 'none');
const detail = (key: string, old: number, now: number) => `${key} ${words(old)} → ${words(now)}`;

const least = (key: string, old: number, now: number): Bound => ({
  detail: detail(key, old, now),
  narrower: now > old,
  wider: now < old,
});

const most = (key: string, old: number, now: number): Bound => ({
  detail: detail(key, old, now),
  narrower: now < old,
  wider: now > old,
});

/**
 * `sign` 1: lower edges; -1: upper ones. At the same number an exclusive edge is the tighter; of whole numbers the edge
 * is the first one inside, however it is written.
 */
function edge(at: string, beyond: string, old: JsonObject, now: JsonObject, sign: 1 | -1): Bound {
  const of = (schema: JsonObject) => {
    const inclusive = sign * number(schema[at], -sign * Infinity);
    const exclusive = sign * number(schema[beyond], -sign * Infinity);
    const strict = exclusive >= inclusive && Number.isFinite(exclusive);
    if (schema.type !== 'integer')
      return strict ? { value: exclusive, strict: 1 } : { value: inclusive, strict: 0 };
    return { value: strict ? Math.floor(exclusive) + 1 : Math.ceil(inclusive), strict: 0 };
  };
  const [a, b] = [of(old), of(now)];
  const difference = a.value === b.value ? b.strict - a.strict : b.value - a.value;
  const strict = (each: { strict: number }) => (each.strict ? ' (exclusive)' : '');
  return {
    detail: `${at} ${words(sign * a.value)}${strict(a)} → ${words(sign * b.value)}${strict(b)}`,
    narrower: difference > 0,
    wider: difference < 0,
  };
}

function step(old: Json | undefined, now: Json | undefined): Bound {
  const within = (fine: Json | undefined, coarse: Json | undefined) =>
    coarse === undefined || (typeof fine === 'number' && isMultiple(fine, coarse as number));
  return {
    detail: `multipleOf ${old ?? 'none'} → ${now ?? 'none'}`,
    narrower: !within(old, now),
    wider: !within(now, old),
  };
}

const unique = (old: boolean, now: boolean): Bound => ({
  detail: `uniqueItems ${old} → ${now}`,
  narrower: now && !old,
  wider: old && !now,
});
