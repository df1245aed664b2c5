const durations: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** 1 kB = 1000 bytes. */
const sizes: Readonly<Record<string, number>> = { B: 1, kB: 1000, MB: 1_000_000 };

/** `200ms`, `10s`, `5m`, `24h`, `7d` in milliseconds; undefined where it is no duration. */
export const duration = (text: unknown): number | undefined => quantity(text, durations);

/** `512B`, `32kB`, `1MB` in bytes; undefined where it is no size. */
export const size = (text: unknown): number | undefined => quantity(text, sizes);

function quantity(text: unknown, units: Readonly<Record<string, number>>): number | undefined {
  const found = typeof text === 'string' ? /^(\d{1,9})([a-zA-Z]+)$/.exec(text) : null;
  const unit = found?.[2] as string;
  return found && Object.hasOwn(units, unit) ? Number(found[1]) * (units[unit] ?? 0) : undefined;
}
