/**
 * Numbers that stand for all others where numbers are compared with constants and, `count` of them, with each other:
 * every constant, and between, below and beyond them as many whole numbers, and as many between these.
 */
export function numbersAround(constants: readonly number[], count: number): number[] {
  const given = [...new Set(constants)].sort((a, b) => a - b);
  const [least = 0] = given;
  const most = given.at(-1) ?? 0;
  const ends = [least - (count + 1) * unit(least), ...given, most + (count + 1) * unit(most)];
  const between = ends.slice(1).flatMap((end, at) => inside(ends[at] as number, end, count));
  return [...given, ...between].filter(Number.isFinite);
}

/** Far from zero, adding one changes nothing. */
const unit = (of: number): number => Math.max(1, Math.abs(of) * 2 ** -40);

function inside(from: number, to: number, count: number): number[] {
  const next = (at: number) => Math.floor(from) + (at + 1) * unit(from);
  const whole = Array.from({ length: count }, (_, at) => next(at)).filter((each) => each < to);
  const stops = [from, ...whole, to];
  return [
    ...whole,
    ...stops.slice(1).flatMap((end, at) => spaced(stops[at] as number, end, count)),
  ];
}

const spaced = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => {
    const share = (at + 1) / (count + 1);
    return from * (1 - share) + to * share;
  });
