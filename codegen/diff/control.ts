import { canonical, type Json } from '../../src/json.js';
import type { ApprovalIr, LimitIr, ToolIr } from '../ir.js';
import { comparePermission, levelIf, sameRules, witnessWords } from './permission.js';
import type { Change, RuleId } from './rule.js';

type Found = Omit<Change, 'tool'>;
const found = (rule: RuleId, path: string, detail: string): Found => ({ rule, path, detail });
const text = (value: unknown): string => (value === undefined ? 'none' : canonical(value as Json));

/** Everything that holds calls back: permission, approval, limits, and what runs once. */
export const controlChanges = (old: ToolIr, now: ToolIr): readonly Found[] => [
  ...permissionChanges(old, now),
  ...approvalChanges(old.permission.approval, now.permission.approval),
  ...limitChanges(old, now),
  ...onceChanges(old, now),
  ...bindChanges(old, now),
];

function permissionChanges(old: ToolIr, now: ToolIr): Found[] {
  if (sameRules(old, now)) return [];
  const changes: Found[] = [];
  if (now.permission.shadow && !old.permission.shadow)
    changes.push(found('shadow-set', 'permission', `level ${now.permission.name} only records`));
  const forbids = ({ permission, forbid }: ToolIr) =>
    [...(permission.forbid ?? []), ...(forbid ? [forbid] : [])].map(({ source }) => source);
  for (const source of forbids(old))
    if (!forbids(now).includes(source)) changes.push(found('forbid-removed', 'forbid', source));
  const { outcome, tried, ...rest } = comparePermission(old, now);
  const who = 'witness' in rest && rest.witness ? witnessWords(rest.witness) : '';
  const levels = `${old.permission.name} → ${now.permission.name}`;
  const sentence = {
    widened: [`permission-widened`, `${levels}: now permitted: ${who}`],
    narrowed: ['permission-narrowed', `${levels}: no longer permitted: ${who}`],
    equal: ['permission-equal', `${levels}: equal on ${tried} cases tried`],
    undecided: [
      'permission-undecided',
      `${levels}: none of ${tried} cases tried shows that more is permitted, and no proof`,
    ],
  } as const;
  const [rule, detail] = sentence[outcome];
  return [...changes, found(rule, 'permission', detail)];
}

function approvalChanges(old: ApprovalIr | undefined, now: ApprovalIr | undefined): Found[] {
  const at = 'approval';
  if (!old) return now ? [found('control-added', at, 'a person is asked')] : [];
  if (!now) return [found('approval-removed', at, 'a person was asked, and is no longer')];
  const weaker = (detail: string) => found('approval-weakened', at, detail);
  const changes: Found[] = [];
  if (now.expiresMs > old.expiresMs)
    changes.push(weaker(`expires ${old.expiresMs} ms → ${now.expiresMs} ms`));
  if (old.distinct && !now.distinct) changes.push(weaker('a caller may decide their own call'));
  if (text(old.by) !== text(now.by) && !notWider(byLevel(old), byLevel(now)))
    changes.push(weaker(`by ${text(old.by)} → ${text(now.by)}`));
  if (old.when?.source !== now.when?.source && !notWider(levelIf(now.when), levelIf(old.when)))
    changes.push(weaker(`when ${old.when?.source ?? 'always'} → ${now.when?.source ?? 'always'}`));
  changes.push(...grantChanges(old, now).map(weaker));
  const same = canonical(old as unknown as Json) === canonical(now as unknown as Json);
  if (changes.length === 0 && !same)
    changes.push(found('control-added', at, 'harder to get, or equal'));
  return changes;
}

/** Whether it can be told that no more is permitted. */
function notWider(old: Parameters<typeof comparePermission>[0], now: typeof old): boolean {
  const { outcome } = comparePermission(old, now);
  return outcome === 'equal' || outcome === 'narrowed';
}

const byLevel = ({ by }: ApprovalIr) => ({
  permission: { name: '', public: false, authenticated: true, shadow: false, ...by },
});

function grantChanges({ grants: old }: ApprovalIr, { grants: now }: ApprovalIr): string[] {
  if (!now) return [];
  if (!old) return ['standing grants are possible'];
  return [
    ...(now.forMs > old.forMs ? [`grants last ${old.forMs} ms → ${now.forMs} ms`] : []),
    ...(now.max > old.max ? [`grants allow ${old.max} → ${now.max} calls`] : []),
    ...(old.when?.source === now.when?.source || notWider(levelIf(old.when), levelIf(now.when))
      ? []
      : [`grants when ${old.when?.source ?? 'always'} → ${now.when?.source ?? 'always'}`]),
  ];
}

function limitChanges({ limits: old }: ToolIr, { limits: now }: ToolIr): Found[] {
  const gone = old
    .filter(({ name }) => !now.some((each) => each.name === name))
    .map((limit) => found('limit-removed', `rate_limit/${limit.name}`, limitWords(limit)));
  const rest = now.flatMap((limit) => {
    const before = old.find(({ name }) => name === limit.name);
    return before
      ? limitChange(before, limit)
      : [found('control-added', `rate_limit/${limit.name}`, limitWords(limit))];
  });
  return [...gone, ...rest];
}

const limitWords = ({ limit, perMs, burst, by, cost }: LimitIr): string =>
  `${limit} per ${perMs} ms by ${typeof by === 'string' ? by : by.source}, burst ${burst ?? limit}, cost ${cost ?? 1}`;
const OUTAGE = ['deny', 'local_share', 'allow'];

function limitChange(old: LimitIr, now: LimitIr): Found[] {
  const at = `rate_limit/${now.name}`;
  const [before, after] = [limitWords(old), limitWords(now)];
  const calls = ({ limit, perMs, cost = 1 }: LimitIr) => limit / perMs / cost;
  const atOnce = ({ limit, burst = limit, cost = 1 }: LimitIr) => Math.floor(burst / cost);
  const by = ({ by: key }: LimitIr) => (typeof key === 'string' ? key : key.source);
  // Who shares a limit cannot be ordered without knowing how many callers there are, but for everybody.
  const loose =
    calls(now) > calls(old) ||
    atOnce(now) > atOnce(old) ||
    (by(now) !== by(old) && by(now) !== 'global');
  const outage = OUTAGE.indexOf(now.onOutage) - OUTAGE.indexOf(old.onOutage);
  return [
    ...(before === after
      ? []
      : [found(loose ? 'limit-loosened' : 'control-added', at, `${before} → ${after}`)]),
    ...(outage > 0
      ? [found('outage-loosened', at, `on_outage ${old.onOutage} → ${now.onOutage}`)]
      : []),
    ...(outage < 0
      ? [found('control-added', at, `on_outage ${old.onOutage} → ${now.onOutage}`)]
      : []),
  ];
}

function onceChanges(old: ToolIr, now: ToolIr): Found[] {
  const [keyBefore, keyAfter] = [old.idempotencyKey, now.idempotencyKey];
  const changes: Found[] = [];
  const shorter = (keyAfter?.ttlMs ?? 0) < (keyBefore?.ttlMs ?? 0);
  if (keyBefore && (shorter || keyBefore.key.source !== keyAfter?.key.source))
    changes.push(
      found(
        'idempotency-removed',
        'idempotency_key',
        `${keyWords(keyBefore)} → ${keyWords(keyAfter)}`,
      ),
    );
  if (old.exclusive && old.exclusive.source !== now.exclusive?.source)
    changes.push(
      found(
        'exclusive-removed',
        'exclusive',
        `${old.exclusive.source} → ${now.exclusive?.source ?? 'none'}`,
      ),
    );
  return changes;
}

const keyWords = (key: ToolIr['idempotencyKey']): string =>
  key ? `${key.key.source} for ${key.ttlMs} ms` : 'none';

const bindChanges = (old: ToolIr, now: ToolIr): Found[] =>
  Object.entries(old.bind).flatMap(([name, { source }]) => {
    const after = now.bind[name]?.source;
    const gone = after === undefined;
    if (after === source) return [];
    return [
      found(
        gone ? 'bind-removed' : 'bind-changed',
        `bind/${name}`,
        `${source} → ${after ?? 'none'}`,
      ),
    ];
  });
