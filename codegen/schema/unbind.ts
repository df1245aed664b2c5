import { isObject, type Json, memberOf } from '../../src/json.js';
import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import type { Draft } from './draft.js';
import type { Normal } from './normal.js';
import type { Problem } from './problem.js';
import { firstRule } from './rule.js';
import { target } from './union.js';
import { inner, inPlace } from './walk.js';

/**
 * The parameters without the bound ones. A bound parameter is always there, so that a branch which requires it says
 * nothing more; a branch that tests its value is refused by `checkBound`. `filled`: whether a property has a default.
 */
export function unbind(
  schema: Draft,
  bound: readonly string[],
  filled: (property: Json) => boolean = () => false,
): Draft {
  if (bound.length === 0) return schema;
  const out: Record<string, Json> = { ...schema };
  const kept = Object.entries((schema.properties ?? {}) as Draft).filter(
    ([name]) => !bound.includes(name),
  );
  if (schema.properties) out.properties = Object.fromEntries(kept);
  if (typeof schema.minProperties === 'number')
    out.minProperties = Math.max(0, schema.minProperties - bound.length);
  if (typeof schema.maxProperties === 'number')
    out.maxProperties = Math.max(0, schema.maxProperties - bound.length);
  return Object.assign(out, requirements(schema, bound, filled), branches(schema, bound));
}

const free = (names: Json | undefined, bound: readonly string[]): readonly Json[] =>
  Array.isArray(names) ? names.filter((name) => !bound.includes(String(name))) : [];

/** What a bound parameter requires is required, since it is there, unless it is filled in. */
function requirements(
  schema: Draft,
  bound: readonly string[],
  filled: (property: Json) => boolean,
): Draft {
  const properties = (schema.properties ?? {}) as Draft;
  const dependent = Object.entries((schema.dependentRequired ?? {}) as Draft);
  const always = dependent
    .filter(([name]) => bound.includes(name))
    .flatMap(([, names]) => free(names, bound))
    .filter((name) => !filled(memberOf(properties, String(name)) ?? true));
  const rest = dependent
    .filter(([name]) => !bound.includes(name))
    .map(([name, names]) => [name, free(names, bound)]);
  const required = [...new Set([...free(schema.required, bound), ...always])];
  return {
    ...((schema.required || required.length > 0) && { required }),
    ...(schema.dependentRequired && { dependentRequired: Object.fromEntries(rest) }),
  };
}

function branches(schema: Draft, bound: readonly string[]): Draft {
  const out: Record<string, Json> = {};
  const inside = (each: Json): Json => (isObject(each) ? unbind(each, bound) : each);
  for (const key of inPlace) {
    const value = schema[key];
    if (value !== undefined) out[key] = Array.isArray(value) ? value.map(inside) : inside(value);
  }
  return out;
}

/** Refuses branches of the parameters that test the value of a bound one: it is not there yet when they are tested. */
export function checkBound(
  node: SourceNode,
  bound: readonly string[],
  report: Report,
  nested = false,
): void {
  for (const key of inPlace) {
    const value = node.get(key);
    for (const branch of key === 'not' ? (value ? [value] : []) : (value?.items() ?? []))
      checkBound(branch, bound, report, nested || key !== 'allOf');
  }
  if (!nested) return;
  for (const [name, property] of node.get('properties')?.entries() ?? [])
    if (bound.includes(name)) report.add(diagnose('TW2054', property.keyPlace, { name }));
}

/** Refuses defaults inside of what the runtime fills in: it is handed on as it is, and the handler would miss them. */
export function checkBoundDefaults(
  root: Json,
  bound: readonly string[],
  normal: Normal,
  problem: Problem,
): void {
  const definition = (name: string) => normal.definition(name);
  const properties = isObject(root) ? ((root.properties ?? {}) as Draft) : {};
  for (const name of bound) {
    const property = memberOf(properties, name) ?? true;
    const inside = inner(target(property, definition));
    if (inside.some((each) => firstRule(each, definition, ['default'])))
      problem('TW2035', property, {}, (node) => node.get('default'));
  }
}
