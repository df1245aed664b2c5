import { beforeAll, expect, test } from 'vitest';
import { createRuntime } from '../../../src/index.js';
import type { JsonObject } from '../../../src/json.js';
import type { Caller, Toolset } from '../../../src/tool.js';
import { compileAndImport } from '../replay/compile.js';

/**
 * Row 4 of the requirements, with scopes: "Permission matrix: actor × tool × group × scope generated from tools.yaml:
 * 100 % of cells asserted; every policy rule reached by ≥ 1 allow and ≥ 1 deny case." Every tool of every group (level),
 * by everybody who has some of the roles and some of the scopes; what is right is read from the file, plainly.
 */
interface Group {
  readonly public?: true;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
}
const groups: Readonly<Record<string, Group>> = {
  open: { public: true },
  staff: { roles: ['agent', 'admin'] },
  readers: { scopes: ['desk:read'] },
  writers: { scopes: ['desk:read', 'desk:write'] },
  leads: { roles: ['admin'], scopes: ['desk:write'] },
};
const subsets = (names: readonly string[]) =>
  names.reduce<string[][]>((sets, name) => sets.concat(sets.map((set) => [...set, name])), [[]]);
const actors: readonly (Caller | null)[] = [
  null,
  ...subsets(['agent', 'admin', 'Admin']).flatMap((roles) =>
    subsets(['desk:read', 'desk:write', 'desk']).map((scopes) => {
      return { id: 'ada', roles, scopes, attributes: {} };
    }),
  ),
];
const names = Object.keys(groups).flatMap((group) => [`${group}_one`, `${group}_two`]);
const groupOf = (name: string) => groups[name.split('_')[0] as string] as Group;

/** Any one of the roles, and all of the scopes. */
function lets({ public: open, roles, scopes }: Group, actor: Caller | null): boolean {
  if (open) return true;
  if (!actor) return false;
  if (roles && !roles.some((role) => actor.roles.includes(role))) return false;
  return (scopes ?? []).every((scope) => actor.scopes.includes(scope));
}

let tools: Toolset;
beforeAll(async () => {
  const parameters = { type: 'object', properties: {} };
  const tool = (name: string) => ({
    ...{ description: `Does ${name}`, effect: 'read', parameters },
    permission: name.split('_')[0] as string,
  });
  tools = await compileAndImport({
    ...{ version: 1, name: 'matrix', permissions: groups as unknown as JsonObject },
    tools: Object.fromEntries(names.map((name) => [name, tool(name)])),
  } as JsonObject);
});

test(`${actors.length} actors × ${names.length} tools: every cell is what the file says`, async () => {
  const ran: string[] = [];
  const handlers = Object.fromEntries(names.map((name) => [name, () => void ran.push(name)]));
  const runtime = createRuntime({ tools, handlers: handlers as never });
  const wrong: string[] = [];
  const reached = new Set<string>();
  for (const caller of actors) {
    const permitted = names.filter((name) => lets(groupOf(name), caller));
    expect(runtime.toolsFor(caller).map(({ name }) => name)).toEqual(permitted.toSorted());
    for (const name of names) {
      ran.length = 0;
      const { status, text } = await runtime.run({ id: 'c', name, arguments: '{}' }, { caller });
      const allowed = permitted.includes(name);
      const right = allowed
        ? status === 'completed' && ran.join() === name
        : text.includes('tool_not_found') && ran.length === 0;
      if (!right) wrong.push(`${name} ${JSON.stringify(caller)}: ${text}`);
      for (const rule of rulesOf(name, caller)) reached.add(`${rule} ${allowed}`);
    }
  }
  await runtime.close();
  expect(wrong).toEqual([]);
  const rules = names.flatMap((name) =>
    Object.keys(groupOf(name)).map((rule) => `${name} ${rule}`),
  );
  const both = rules.flatMap((rule) => [
    `${rule} true`,
    ...(rule.endsWith('public') ? [] : [`${rule} false`]),
  ]);
  expect([...reached].sort()).toEqual(both.sort());
});

/** Which rules of a tool's group decide this cell: those that hold where it is allowed, those that do not where not. */
function rulesOf(name: string, actor: Caller | null): string[] {
  const group = groupOf(name);
  const allowed = lets(group, actor);
  return Object.entries(group).flatMap(([rule, value]) =>
    lets({ [rule]: value }, actor) === allowed ? [`${name} ${rule}`] : [],
  );
}
