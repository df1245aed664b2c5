import { canonical, type Json, type JsonObject } from '../../src/json.js';
import type { CheckIr } from '../ir.js';
import type { RuleId } from './rule.js';

/** What is done at one place inside a value. */
export interface Spot {
  readonly transforms: readonly string[];
  readonly checks: readonly CheckIr[];
  readonly redact: boolean;
  readonly untrusted: boolean;
}

export type LossRule = Extract<
  RuleId,
  | 'sanitizer-removed'
  | 'sanitizer-weakened'
  | 'egress-widened'
  | 'path-root-changed'
  | 'redaction-removed'
  | 'untrusted-removed'
>;
export type Loss = readonly [LossRule, string];

/** Steps that do what another does, and more. */
const stronger: Readonly<Record<string, readonly string[]>> = {
  invisible_flag: ['strip_invisible', 'invisible'],
  strip_invisible: ['invisible'],
};

/** Everything that one side did and the other does not. */
export function losses(old: Spot, now: Spot): Loss[] {
  const rules = old.checks.filter((each) => each.kind === 'rule');
  return [
    ...stepLosses(old, now),
    ...(old.redact && !now.redact ? [['redaction-removed', 'redact is gone'] as const] : []),
    ...(old.untrusted && !now.untrusted
      ? [['untrusted-removed', 'untrusted is gone'] as const]
      : []),
    ...rules.flatMap((rule) => ruleLosses(rule, now.checks)),
  ];
}

const stepsOf = ({ transforms, checks }: Spot): readonly string[] => [
  ...transforms,
  ...checks.flatMap((each) => (each.kind === 'check' ? [each.name] : [])),
];

function stepLosses(old: Spot, now: Spot): Loss[] {
  const does = new Set(stepsOf(now));
  const gone = stepsOf(old).filter(
    (step) => !does.has(step) && !stronger[step]?.some((each) => does.has(each)),
  );
  const common = ({ transforms }: Spot, other: Spot) =>
    transforms.filter((name) => other.transforms.includes(name)).join();
  return [
    ...gone.map((name) => ['sanitizer-removed', `${name} is gone`] as const),
    ...(common(old, now) === common(now, old)
      ? []
      : [['sanitizer-weakened', `${old.transforms} → ${now.transforms}`] as const]),
  ];
}

type RuleCheck = Extract<CheckIr, { kind: 'rule' }>;

export const words = (check: CheckIr): string =>
  check.kind === 'check' ? check.name : `${check.leaf} ${canonical(check.options)}`;

/** The rule that came in its place: for patterns the list of the same name, or else the same list. */
function successor(rule: RuleCheck, now: readonly CheckIr[]): RuleCheck | undefined {
  const same = now.filter((each) => each.kind === 'rule' && each.leaf === rule.leaf);
  const rules = same as readonly RuleCheck[];
  if (rule.leaf !== 'regex') return rules[0];
  const listed = ({ options }: RuleCheck) => canonical(options.patterns ?? null);
  return (
    rules.find(({ options }) => options.name === rule.options.name) ??
    rules.find((each) => listed(each) === listed(rule))
  );
}

function ruleLosses(rule: RuleCheck, now: readonly CheckIr[]): Loss[] {
  if (now.some((each) => words(each) === words(rule))) return [];
  const next = successor(rule, now);
  if (!next) return [['sanitizer-removed', `${words(rule)} is gone`]];
  const [before, after] = [rule.options, next.options];
  if (rule.leaf === 'path')
    return [['path-root-changed', `root ${before.root as string} → ${after.root as string}`]];
  return rule.leaf === 'url' ? urlLosses(before, after) : patternLosses(before, after);
}

/** Whether a check lets through URLs that no other one did. */
export const reaches = (check: CheckIr, others: readonly Spot[]): boolean =>
  isOfUrls(check) &&
  !others
    .flatMap(({ checks }) => checks.filter(isOfUrls))
    .some((before) => urlLosses(before.options, check.options).length === 0);

const isOfUrls = (check: CheckIr): check is RuleCheck =>
  check.kind === 'rule' && check.leaf === 'url';

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function urlLosses(old: JsonObject, now: JsonObject): Loss[] {
  const said = (['hosts', 'ports', 'schemes'] as const).flatMap((key): Loss[] => {
    const none = key === 'schemes' ? ['https'] : undefined;
    const [before, after] = [old[key] ?? none, now[key] ?? none];
    if (before === undefined) return [];
    if (after === undefined) return [['egress-widened', `any of ${key}`]];
    const added = list(after).filter((each) => !covered(each, list(before)));
    return added.length > 0 ? [['egress-widened', `${key} also ${added.join(', ')}`]] : [];
  });
  if (now.private_addresses === 'allow' && old.private_addresses !== 'allow')
    said.push(['egress-widened', 'private addresses are allowed']);
  return said;
}

/** `*.example.com` is every name below it; capitals mean nothing in hosts and schemes. */
function covered(value: Json, by: readonly Json[]): boolean {
  const asked = small(value);
  return by.map(small).some((each) => each === asked || isBelowIt(asked, each));
}
const small = (value: Json): Json => (typeof value === 'string' ? value.toLowerCase() : value);
const isBelowIt = (value: Json, by: Json) => isBelow(by) && String(value).endsWith(by.slice(1));
const isBelow = (host: Json): host is string => typeof host === 'string' && host.startsWith('*.');

function patternLosses(old: JsonObject, now: JsonObject): Loss[] {
  const gone = list(old.patterns).filter((each) => !list(now.patterns).includes(each));
  const names = gone.map((each) => JSON.stringify(each)).join(', ');
  return [
    ...(old.effect === 'reject' && now.effect !== 'reject'
      ? [['sanitizer-weakened', 'a match is marked and no longer refused'] as const]
      : []),
    ...(gone.length > 0 ? [['sanitizer-weakened', `without ${names}`] as const] : []),
  ];
}
