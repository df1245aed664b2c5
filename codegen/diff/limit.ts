import type { LimitIr, ToolIr } from '../ir.js';
import { periodText } from '../spec/units.js';
import { type Found, found } from './found.js';
import { byAmount, joined, ruleOf, type Way } from './way.js';

export function limitChanges({ limits: old }: ToolIr, { limits: now }: ToolIr): Found[] {
  const gone = old
    .filter(({ name }) => !now.some((each) => each.name === name))
    .map((limit) => found('limit-removed', at(limit), limitWords(limit)));
  const rest = now.flatMap((limit) => {
    const before = old.find(({ name }) => name === limit.name);
    return before
      ? limitChange(before, limit)
      : [found('control-added', at(limit), limitWords(limit))];
  });
  return [...gone, ...rest];
}

const at = ({ name }: LimitIr): string => `rate_limit/${name}`;
const keyOf = ({ by }: LimitIr): string => (typeof by === 'string' ? by : by.source);

const limitWords = (limit: LimitIr): string => {
  const { limit: calls, perMs, burst = calls, cost = 1 } = limit;
  return `${calls} per ${periodText(perMs)} by ${keyOf(limit)}, burst ${burst}, cost ${cost}`;
};

const OUTAGE = ['deny', 'local_share', 'allow'];

function limitChange(old: LimitIr, now: LimitIr): Found[] {
  const steady = ({ limit, perMs, cost = 1 }: LimitIr) => limit / perMs / cost;
  const atOnce = ({ limit, burst = limit, cost = 1 }: LimitIr) => burst / cost;
  const ways = [
    byAmount(steady(old), steady(now)),
    byAmount(atOnce(old), atOnce(now)),
    sharedBy(old, now),
  ];
  const outage = byAmount(OUTAGE.indexOf(old.onOutage), OUTAGE.indexOf(now.onOutage));
  const said = [
    [ruleOf(joined(ways), 'limit-loosened', 'limit-changed'), limitWords(old), limitWords(now)],
    [
      ruleOf(outage, 'outage-loosened', 'outage-loosened'),
      `on_outage ${old.onOutage}`,
      now.onOutage,
    ],
  ] as const;
  return said.flatMap(([rule, was, is]) => (rule ? [found(rule, at(now), `${was} → ${is}`)] : []));
}

/** Of one tenant's users each has a share of their own; a share of the tenant is the same for all of them. */
const coarser: Readonly<Record<string, readonly string[]>> = {
  user: ['tenant', 'global'],
  tenant: ['global'],
  tool: ['global'],
  global: [],
};
/** The key of an expression never leads beyond a tenant. */
const within = (key: string): readonly string[] => coarser[key] ?? ['tenant', 'global'];

function sharedBy(old: LimitIr, now: LimitIr): Way {
  const [was, is] = [keyOf(old), keyOf(now)];
  if (was === is) return 'same';
  if (within(was).includes(is)) return 'tighter';
  return within(is).includes(was) ? 'looser' : 'unclear';
}
