import type { NameRule } from '../spec/spec.js';

/** get-weather → get_weather; undefined where that does not help. */
export function fitting(name: string, rule: NameRule): string | undefined {
  const mapped = name
    .replaceAll(/[^a-zA-Z0-9_]+/g, '_')
    .replace(/^(?=\d)/, '_')
    .slice(0, 64);
  const lower = mapped.toLowerCase();
  return [mapped, lower].find(
    (each) => each !== name && /[a-z0-9]/i.test(each) && new RegExp(rule.pattern).test(each),
  );
}
