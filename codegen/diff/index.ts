import { byCodeUnit, canonical, type Json } from '../../src/json.js';
import type { Catalog, ToolIr } from '../ir.js';
import { controlChanges } from './control.js';
import { FILE, fileChanges, renamedLimits, withNames } from './file.js';
import { type Found, found } from './found.js';
import { type Change, type ChangeLevel, levels, type RuleId, rules } from './rule.js';
import { schemaChanges } from './schema.js';
import { addressesOf, shapeChanges } from './shape.js';

export { type Change, type ChangeLevel, isRule, levels, type RuleId, rules } from './rule.js';
export { FILE };

export const levelOf = ({ rule }: Change): ChangeLevel => rules[rule].level;

/** Everything that differs in meaning between two catalogs, the worst first. */
export function diff(old: Catalog, now: Catalog): readonly Change[] {
  const limits = renamedLimits(old, now);
  const older = old.tools.map((tool) => withNames(tool, limits));
  const before = new Map(older.map((tool) => [tool.name, tool]));
  const after = new Map(now.tools.map((tool) => [tool.name, tool]));
  const gone = older.filter(({ name }) => !after.has(name));
  const added = now.tools.filter(({ name }) => !before.has(name));
  const changes = now.tools.flatMap((tool) => {
    const was = before.get(tool.name);
    return was && was.hash !== tool.hash ? toolChanges(was, tool) : [];
  });
  return [...changes, ...comingAndGoing(gone, added), ...fileChanges(old, now)].sort(byWeight);
}

const byWeight = (a: Change, b: Change): number =>
  levels.indexOf(levelOf(a)) - levels.indexOf(levelOf(b)) ||
  byCodeUnit(a.tool, b.tool) ||
  byCodeUnit(a.path, b.path);

/** A new tool is a gone one under another name where it says and takes the same; the rest is compared. */
function comingAndGoing(gone: readonly ToolIr[], added: readonly ToolIr[]): Change[] {
  const left = [...added];
  const changes = gone.flatMap((tool): Change[] => {
    const at = left.findIndex((each) => alike(each) === alike(tool));
    const [twin] = at < 0 ? [] : left.splice(at, 1);
    if (!twin) return [{ rule: 'tool-removed', tool: tool.name, path: '', detail: 'gone' }];
    const renamed = {
      rule: 'tool-renamed',
      tool: twin.name,
      path: '',
      detail: `was ${tool.name}`,
    } as const;
    return [renamed, ...toolChanges(tool, twin)];
  });
  const fresh = left.flatMap((tool) =>
    [found('tool-added', '', 'new'), ...addressesOf(tool)].map((each) => ({
      ...each,
      tool: tool.name,
    })),
  );
  return [...changes, ...fresh];
}

const alike = ({ description, input, effect }: ToolIr): string =>
  canonical([description, effect, Object.keys(input.properties ?? {}).sort(byCodeUnit)]);

function toolChanges(old: ToolIr, now: ToolIr): readonly Change[] {
  const schemas = schemaChanges(old, now);
  const said = [
    ...wordChanges(old, now),
    ...errorChanges(old, now),
    ...controlChanges(old, now),
    ...schemas.said,
    ...shapeChanges(old, now, schemas.moved),
  ];
  if (canonical(old.input) !== canonical(now.input) && !said.some(tellsParameters))
    said.push(found('schema-text-changed', 'parameters', OTHERWISE));
  if (said.length === 0 && old.name === now.name)
    said.push(found('contract-rewritten', '', OTHERWISE));
  return said.map((each) => ({ ...each, tool: now.name }));
}

/** The hash of a contract differs and no meaning does: lists in another order, defaults written out. */
const OTHERWISE = 'the same, written otherwise';

/** Whether it says that the model reads other parameters. */
const tellsParameters = ({ rule, path }: Found): boolean =>
  ['BREAKING', 'PROMPT'].includes(rules[rule].level) && `${path}/`.startsWith('parameters/');

const EFFECTS = ['read', 'write', 'destructive'];
const quoted = (value: Json | undefined): string =>
  value === undefined ? 'none' : JSON.stringify(value);

function wordChanges(old: ToolIr, now: ToolIr): Found[] {
  const differs = (
    rule: RuleId,
    path: string,
    a: Json | undefined,
    b: Json | undefined,
  ): Found[] => (quoted(a) === quoted(b) ? [] : [found(rule, path, `${quoted(a)} → ${quoted(b)}`)]);
  const raised = EFFECTS.indexOf(now.effect) > EFFECTS.indexOf(old.effect);
  return [
    ...differs('description-changed', 'description', old.description, now.description),
    ...differs('tool-deprecated', 'deprecated', old.deprecated, now.deprecated),
    ...differs('examples-changed', 'examples', old.examples, now.examples),
    ...differs(raised ? 'effect-raised' : 'effect-lowered', 'effect', old.effect, now.effect),
  ];
}

function errorChanges({ errors: old }: ToolIr, { errors: now }: ToolIr): Found[] {
  const [before, after] = [new Map(Object.entries(old)), new Map(Object.entries(now))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((code): Found[] => {
    const path = `errors/${code}`;
    const [was, is] = [before.get(code), after.get(code)];
    if (!is) return [{ rule: 'error-removed', path, detail: 'gone' }];
    if (!was) return [{ rule: 'error-added', path, detail: 'new' }];
    if (canonical(was) === canonical(is)) return [];
    return [{ rule: 'error-text-changed', path, detail: `${canonical(was)} → ${canonical(is)}` }];
  });
}
