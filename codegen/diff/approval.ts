import { canonical, type Json } from '../../src/json.js';
import type { ApprovalIr, ExpressionIr } from '../ir.js';
import { durationText } from '../spec/units.js';
import { always, type Found, found } from './found.js';
import { levelIf, wayOf } from './permission.js';
import { byAmount, byPresence, ruleOf, type Way } from './way.js';

type Part = readonly [Way, string];
const AT = 'approval';

/** Who is asked, when, and how long an answer counts. */
export function approvalChanges(old: ApprovalIr | undefined, now: ApprovalIr | undefined): Found[] {
  if (!old) return now ? [found('control-added', AT, 'a person is asked')] : [];
  if (!now) return [found('approval-removed', AT, 'a person was asked, and is no longer')];
  return [...partsOf(old, now), ...grantParts(old.grants, now.grants)].flatMap(([way, detail]) => {
    const rule = ruleOf(way, 'approval-weakened', 'approval-changed');
    return rule ? [found(rule, AT, detail)] : [];
  });
}

const partsOf = (old: ApprovalIr, now: ApprovalIr): Part[] => [
  [
    byAmount(old.expiresMs, now.expiresMs),
    `expires ${durationText(old.expiresMs)} → ${durationText(now.expiresMs)}`,
  ],
  [
    byPresence(old.distinct, now.distinct),
    now.distinct ? 'nobody decides their own call' : 'a caller may decide their own call',
  ],
  [byWhom(old, now), `by ${people(old)} → ${people(now)}`],
  // A person is asked when it holds: where it holds less often, less is held back.
  [conditionWay(now.when, old.when), `when ${always(old.when)} → ${always(now.when)}`],
];

type Grants = ApprovalIr['grants'];

function grantParts(old: Grants, now: Grants): Part[] {
  if (!old || !now)
    return [
      [
        byAmount(Number(Boolean(old)), Number(Boolean(now))),
        now ? 'standing grants are possible' : 'no standing grants any more',
      ],
    ];
  return [
    [
      byAmount(old.forMs, now.forMs),
      `grants last ${durationText(old.forMs)} → ${durationText(now.forMs)}`,
    ],
    [byAmount(old.max, now.max), `grants allow ${old.max} → ${now.max} calls`],
    [conditionWay(old.when, now.when), `grants when ${always(old.when)} → ${always(now.when)}`],
  ];
}

const conditionWay = (old: ExpressionIr | undefined, now: ExpressionIr | undefined): Way =>
  old?.source === now?.source ? 'same' : wayOf(levelIf(old), levelIf(now));

const byWhom = (old: ApprovalIr, now: ApprovalIr): Way =>
  people(old) === people(now) ? 'same' : wayOf(byLevel(old), byLevel(now));

const people = ({ by }: ApprovalIr): string =>
  by === undefined ? 'anybody of the tenant' : canonical(by as Json);

const byLevel = ({ by }: ApprovalIr) => ({
  permission: { name: '', public: false, authenticated: true, shadow: false, ...by },
});
