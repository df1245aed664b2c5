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
  ...[...renamedLimits(old, now)].map(
    ([name, was]): Change => ({
      rule: 'limit-renamed',
      tool: FILE,
      path: `rate_limits/${name}`,
      detail: `${was} → ${name}`,
    }),
  ),
  ...unused('permissions', old.levels, now.levels, levelsUsed(old, now)),
  ...unused('rate_limits', old.limits, now.limits, limitsTold(old, now)),
];

/**
 * Limits that are there under another name alone, by their new one. Not where several say the same: whoever shared one
 * may now have one of their own.
 */
export function renamedLimits(old: Catalog, now: Catalog): ReadonlyMap<string, string> {
  const [gone, came] = [without(old.limits, now.limits), without(now.limits, old.limits)];
  const alike = (some: readonly LimitIr[], limit: LimitIr) =>
    some.filter((each) => sayingOf(each) === sayingOf(limit));
  const pairs = came.flatMap((limit) => {
    const [was, ...others] = alike(gone, limit);
    const alone = others.length === 0 && alike(came, limit).length === 1;
    return was && alone ? [[limit.name, was.name] as const] : [];
  });
  return new Map(pairs);
}

const without = (some: readonly LimitIr[], others: readonly LimitIr[]) =>
  some.filter(({ name }) => !others.some((each) => each.name === name));
const sayingOf = (limit: LimitIr): string => canonical({ ...limit, name: '' } as unknown as Json);

/** A tool that says the new names. */
export function withNames(tool: ToolIr, renamed: ReadonlyMap<string, string>): ToolIr {
  const names = new Map([...renamed].map(([now, was]) => [was, now]));
  const limits = tool.limits.map((each) => ({ ...each, name: names.get(each.name) ?? each.name }));
  return { ...tool, limits };
}

/** The tools that are not what they were. */
const changed = (some: Catalog, other: Catalog): readonly ToolIr[] => {
  const hashes = new Set(other.tools.map(({ hash }) => hash));
  return some.tools.filter(({ hash }) => !hashes.has(hash));
};

const levelsUsed = (old: Catalog, now: Catalog): ReadonlySet<string> =>
  new Set([...changed(old, now), ...changed(now, old)].map(({ permission }) => permission.name));

const limitsTold = (old: Catalog, now: Catalog): ReadonlySet<string> =>
  new Set([
    ...[...renamedLimits(old, now)].flat(),
    ...[...changed(old, now), ...changed(now, old)].flatMap(({ limits }) =>
      limits.map(({ name }) => name),
    ),
  ]);

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
