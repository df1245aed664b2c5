import type { TypeCheckResult } from '@marcbachmann/cel-js';
import { argsEnvironment } from '../../src/rules/cel/environment.js';
import type { CelType, Fields } from '../../src/rules/cel.js';

/**
 * What the engine says of an expression where fields that may be null are what else they may be: it knows no nullable
 * types but dyn, which fits everything. Undefined where nothing in it may be null. Nulls themselves are not its matter
 * here: they are looked for before.
 */
export function narrowed(source: string, fields: Fields): TypeCheckResult | undefined {
  const seen = { nullable: false, objects: 0 };
  const present = Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, withoutNull(type, seen)]),
  );
  if (!seen.nullable) return undefined;
  const { environment } = argsEnvironment(present);
  const objects = Array.from({ length: seen.objects }, (_, at) => `Object${at + 1}`);
  for (const name of [...comparable, ...objects])
    environment.registerOperator(`${name} == null`, () => false);
  const verdict = environment.parse(source).check();
  const about = verdict.valid ? '' : String(verdict.error?.message.split('\n')[0]);
  return /\bnull\b|\bdyn\b/.test(about) ? undefined : verdict;
}

const comparable = ['int', 'double', 'string', 'bool', 'list<dyn>', 'map'];

function withoutNull(type: CelType, seen: { nullable: boolean; objects: number }): CelType {
  if (typeof type === 'string') return type;
  if ('nullable' in type) {
    seen.nullable = true;
    return withoutNull(type.nullable, seen);
  }
  if ('list' in type) return { list: withoutNull(type.list, seen) };
  if ('map' in type) return { map: withoutNull(type.map, seen) };
  seen.objects += 1;
  const members = Object.entries(type.object).map(
    ([name, each]) => [name, withoutNull(each, seen)] as const,
  );
  return { object: Object.fromEntries(members) };
}
