import type { Schema, ToolIr } from '../ir.js';
import { Comparison } from './accept.js';
import type { Difference } from './difference.js';
import { type Found, found } from './found.js';
import { noteChanges } from './schema.js';
import { joined, ruleOf } from './way.js';

/** What the runtime fills in: from where, and what it may be. */
export const bindChanges = (old: ToolIr, now: ToolIr): Found[] => [
  ...sourceChanges(old, now),
  ...Object.keys(now.bind)
    .filter((name) => Object.hasOwn(old.bind, name))
    .flatMap((name) => valueChanges(name, old, now)),
];

function sourceChanges({ bind: old }: ToolIr, { bind: now }: ToolIr): Found[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [was, is] = [old[name]?.source, now[name]?.source];
    if (was === is) return [];
    const rule =
      is === undefined ? 'bind-removed' : was === undefined ? 'control-added' : 'bind-changed';
    return [found(rule, `bind/${name}`, `${was ?? 'the model'} → ${is ?? 'the model'}`)];
  });
}

/** No model sees a bound parameter: its texts are for people, and what it may be is between the runtime and the handler. */
function valueChanges(name: string, old: ToolIr, now: ToolIr): Found[] {
  const path = `parameters/${name}`;
  const [was, is] = [old.bound[name] ?? {}, now.bound[name] ?? {}];
  return [
    ...rangeChanges(was, is, path),
    ...noteChanges(was, is, path).map((each) => ({ ...each, rule: 'bound-text-changed' as const })),
  ];
}

/** Taking more lets through to the handler what was refused before it. */
function rangeChanges(was: Schema, is: Schema, path: string): Found[] {
  const comparison = new Comparison(was, is);
  comparison.compare(was, is, path);
  const places = new Map(comparison.found.map(({ path: at }) => [at, [] as Difference[]]));
  for (const each of comparison.found) places.get(each.path)?.push(each);
  return [...places].flatMap(([at, differences]) => {
    const way = joined(differences.map((each) => (each.way === 'wider' ? 'looser' : 'tighter')));
    const rule =
      way === 'tighter' ? 'bound-narrowed' : ruleOf(way, 'bound-widened', 'bound-changed');
    const details = [...new Set(differences.map(({ detail }) => detail))].join('; ');
    return rule ? [found(rule, at, details)] : [];
  });
}
