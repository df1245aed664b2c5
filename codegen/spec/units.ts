/** Durations and sizes as tools.yaml writes them: a whole number above zero, and a unit. */
export const DURATION = '^[1-9][0-9]{0,11}(ms|s|m|h|d)$';
export const SIZE = '^[1-9][0-9]{0,11}(B|kB|MB)$';

const ms = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytes = { B: 1, kB: 1000, MB: 1_000_000 };

/** `10s` → 10000; undefined where it is no duration. */
export const durationMs = (text: string): number | undefined => amount(text, DURATION, ms);

/** `32kB` → 32000 (1 kB is 1000 bytes); undefined where it is no size. */
export const sizeBytes = (text: string): number | undefined => amount(text, SIZE, bytes);

function amount(
  text: string,
  pattern: string,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const unit = new RegExp(pattern).exec(text)?.[1];
  return unit === undefined ? undefined : Number.parseInt(text, 10) * (units[unit] ?? Number.NaN);
}

/** 10000 → `10s`, as tools.yaml writes a wait: the largest unit that divides it, days from two on. */
export const durationText = (value: number): string =>
  written(value, value === ms.d ? { ...ms, d: Infinity } : ms);

/** The same of the time that something is counted in: `120 per 1d`, and nobody writes 24h for that. */
export const periodText = (value: number): string => written(value, ms);

/** 32000 → `32kB`. */
export const sizeText = (value: number): string => written(value, bytes);

function written(value: number, units: Readonly<Record<string, number>>): string {
  const [unit, size] = Object.entries(units).findLast(([, each]) => value % each === 0) ?? ['', 1];
  return `${value / size}${unit}`;
}
