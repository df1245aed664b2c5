import { canonical, type Json } from '../../src/json.js';
import type { Catalog, LevelIr, LimitIr, ToolIr } from '../ir.js';
import type { Change } from './rule.js';

/** Stands for the file where a change is of no tool: names of tools have no such sign. */
export const FILE = '*';

/** What differs beside the tools: the name, and levels and limits as far as no tool shows them. */
export const fileChanges = (old: Catalog, now: Catalog): Change[] => [
  ...(old.name === now.name
    ? []
    : [
        {
          rule: 'toolset-renamed',
          tool: FILE,
          path: 'name',
          detail: `${old.name} → ${now.name}`,
        } as const,
      ]),
  ...unused('permissions', old.levels, now.levels, levelsUsed(old, now)),
  ...unused('rate_limits', old.limits, now.limits, limitsUsed(old, now)),
];

/** The tools that are not what they were. */
const changed = (some: Catalog, other: Catalog): readonly ToolIr[] => {
  const hashes = new Set(other.tools.map(({ hash }) => hash));
  return some.tools.filter(({ hash }) => !hashes.has(hash));
};

const levelsUsed = (old: Catalog, now: Catalog): ReadonlySet<string> =>
  new Set([...changed(old, now), ...changed(now, old)].map(({ permission }) => permission.name));

const limitsUsed = (old: Catalog, now: Catalog): ReadonlySet<string> =>
  new Set(
    [...changed(old, now), ...changed(now, old)].flatMap(({ limits }) =>
      limits.map(({ name }) => name),
    ),
  );

type Named = LevelIr | LimitIr;

function unused(
  section: string,
  old: readonly Named[],
  now: readonly Named[],
  said: ReadonlySet<string>,
): Change[] {
  const text = (all: readonly Named[], name: string): string | undefined => {
    const found = all.find((each) => each.name === name);
    return found && canonical(found as unknown as Json);
  };
  const names = new Set([...old, ...now].map(({ name }) => name));
  return [...names]
    .filter((name) => !said.has(name))
    .flatMap((name): Change[] => {
      const [was, is] = [text(old, name), text(now, name)];
      if (was === is) return [];
      const detail = was === undefined ? 'new' : is === undefined ? 'gone' : 'another';
      return [{ rule: 'unused-changed', tool: FILE, path: `${section}/${name}`, detail }];
    });
}
