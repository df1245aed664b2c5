import type { ToolIr } from '../ir.js';
import { approvalOf } from '../rules.js';
import { approvalChanges } from './approval.js';
import { bindChanges } from './bind.js';
import { executionChanges } from './execution.js';
import { type Found, found } from './found.js';
import { limitChanges } from './limit.js';
import { comparePermission, sameRules, witnessWords } from './permission.js';
import type { RuleId } from './rule.js';

/** Everything that holds calls back: permission, approval, limits, and how they run. */
export const controlChanges = (old: ToolIr, now: ToolIr): readonly Found[] => [
  ...permissionChanges(old, now),
  ...levelChanges(old, now),
  ...approvalChanges(approvalOf(old.permission), approvalOf(now.permission)),
  ...limitChanges(old, now),
  ...executionChanges(old, now),
  ...bindChanges(old, now),
];

function permissionChanges(old: ToolIr, now: ToolIr): Found[] {
  if (sameRules(old, now)) return [];
  const who = whoMay(old, now);
  // Where it is shown that nobody gained by it, nothing was let go.
  if (PROVEN.has(who.rule)) return [who];
  const changes: Found[] = [];
  const [before, after] = [forbids(old), forbids(now)];
  // One in the place of another is weighed by who may call alone.
  if (after.every((source) => before.includes(source)))
    for (const source of before)
      if (!after.includes(source)) changes.push(found('forbid-removed', 'forbid', source));
  if (now.permission.shadow && !old.permission.shadow)
    changes.push(found('shadow-set', 'permission', `level ${now.permission.name} only records`));
  return [...changes, who];
}

const PROVEN: ReadonlySet<RuleId> = new Set(['permission-narrowed', 'permission-equal']);

const forbids = ({ permission, forbid }: ToolIr): readonly string[] =>
  [...(permission.forbid ?? []), ...(forbid ? [forbid] : [])].map(({ source }) => source);

function whoMay(old: ToolIr, now: ToolIr): Found {
  const { outcome, tried, more, less } = comparePermission(old, now);
  const gained = more ? `now permitted: ${witnessWords(more)}` : '';
  const lost = less ? `no longer permitted: ${witnessWords(less)}` : '';
  const unproven = `none of ${tried} cases tried shows that more is permitted, and no proof`;
  const sentence = {
    widened: ['permission-widened', gained],
    changed: ['permission-changed', `${gained}; ${lost}`],
    narrowed: ['permission-narrowed', lost],
    equal: ['permission-equal', `equal on ${tried} cases tried`],
    undecided: ['permission-undecided', less ? `${lost}; ${unproven}` : unproven],
  } as const;
  const [rule, detail] = sentence[outcome];
  const levels = `${old.permission.name} → ${now.permission.name}`;
  return found(rule, 'permission', `${levels}: ${detail}`);
}

/** What a level is called and what it says of itself. */
function levelChanges({ permission: old }: ToolIr, { permission: now }: ToolIr): Found[] {
  const [before, after] = [old.description ?? 'none', now.description ?? 'none'];
  return [
    ...(old.name === now.name
      ? []
      : [found('level-renamed', 'permission', `${old.name} → ${now.name}`)]),
    ...(before === after
      ? []
      : [found('level-text-changed', 'permission', `${before} → ${after}`)]),
  ];
}
