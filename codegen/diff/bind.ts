import type { ToolIr } from '../ir.js';
import { type Found, found } from './found.js';
import { between, noteChanges, ofBound } from './schema.js';

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
    ...between(was, is, path, ofBound),
    ...noteChanges(was, is, path).map((each) => ({ ...each, rule: 'bound-text-changed' as const })),
    ...neededChanges(name, old, now),
  ];
}

function neededChanges(name: string, old: ToolIr, now: ToolIr): Found[] {
  const needed = ({ parameters: { required } }: ToolIr) =>
    Array.isArray(required) && required.includes(name);
  if (needed(old) === needed(now)) return [];
  const rule = needed(now) ? 'bound-required' : 'bound-optional';
  const words = (is: boolean) => (is ? 'required' : 'optional');
  return [found(rule, `parameters/${name}`, `${words(needed(old))} → ${words(needed(now))}`)];
}
