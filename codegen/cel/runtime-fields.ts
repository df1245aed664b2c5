import type { CelType, Fields, ObjectType } from '../../src/rules/cel.js';

/** The run-time types of some parameters: which of them are optional no longer matters. */
export const runtimeFields = (type: ObjectType, names: ReadonlySet<string>): Fields =>
  Object.fromEntries(
    Object.entries(type.object)
      .filter(([name]) => names.has(name))
      .map(([name, field]) => [name, withoutOptional(field)]),
  );

function withoutOptional(type: CelType): CelType {
  if (typeof type === 'string') return type;
  if ('nullable' in type) return { nullable: withoutOptional(type.nullable) };
  if ('list' in type) return { list: withoutOptional(type.list) };
  if ('map' in type) return { map: withoutOptional(type.map) };
  if (type.loose) return 'dyn';
  const fields = Object.entries(type.object).map(
    ([k, each]) => [k, withoutOptional(each)] as const,
  );
  return { object: Object.fromEntries(fields) };
}
