import type { ApprovalIr, LevelIr, LimitIr, ToolIr } from '../ir.js';
import { approvalOf } from '../rules.js';
import { numeral } from './literal.js';

/** What tools.yaml means, in the words a person would say it with. For the catalogue and for `explain`. */

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
  [1, 'millisecond'],
];

export const plural = (count: number, noun: string): string =>
  `${count === 1 ? '1' : digits(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 12 000: digits in groups, for people. */
export const digits = (value: number): string => numeral(value).replaceAll('_', ' ');

/** `24 hours`, `1 day`, `90 seconds`: the largest unit that divides it, but for one day of hours. */
export function duration(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms % each === 0) ?? [1, 'millisecond'];
  return plural(ms / size, unit);
}

const perUnit = (ms: number): string => duration(ms).replace(/^1 /, '');

/** `32 kB`: 1 kB is 1000 bytes. */
export function bytes(size: number): string {
  if (size >= 1_000_000 && size % 100_000 === 0) return `${size / 1_000_000} MB`;
  return size >= 1000 && size % 100 === 0 ? `${size / 1000} kB` : plural(size, 'byte');
}

/** The pieces of a sentence that hold something that tools.yaml wrote are marked: code, for Markdown to set apart. */
export type Mark = (text: string) => string;

const either = (values: readonly string[], mark: Mark, word = 'or'): string => {
  const marked = values.map(mark);
  const last = marked.pop() ?? '';
  return marked.length === 0 ? last : `${marked.join(', ')} ${word} ${last}`;
};

/** Who may call: `anybody`, `signed in, role admin, scopes a and b`. */
export function who(level: LevelIr, mark: Mark): string {
  const parts = [
    level.public && 'anybody',
    level.authenticated && !level.roles && !level.scopes && 'anybody signed in',
    level.roles?.length && `role ${either(level.roles, mark)}`,
    level.scopes?.length && `scope ${either(level.scopes, mark, 'and')}`,
    ...(level.allow ?? []).map(({ source }) => `if ${mark(source)}`),
    ...(level.forbid ?? []).map(({ source }) => `never if ${mark(source)}`),
    level.shadow && 'recorded, not enforced',
  ];
  return parts.filter(Boolean).join('; ') || 'nobody';
}

/** The conditions a tool adds to its level. */
export function tightened(tool: ToolIr, mark: Mark): string[] {
  return [
    ...(tool.allow ? [`if ${mark(tool.allow.source)}`] : []),
    ...(tool.forbid ? [`never if ${mark(tool.forbid.source)}`] : []),
  ];
}

/** `role supervisor, when args.amount > 100.0, within 24 hours`. */
export function approval(rule: ApprovalIr | undefined, mark: Mark): string {
  if (!rule) return '';
  const { by, when, distinct, expiresMs, grants } = rule;
  const people = [
    by?.roles?.length && `role ${either(by.roles, mark)}`,
    by?.scopes?.length && `scope ${either(by.scopes, mark, 'and')}`,
  ].filter(Boolean);
  const parts = [
    `by ${people.join(' and ') || 'anybody of the same tenant'}`,
    distinct && 'never their own call',
    when && `when ${mark(when.source)}`,
    `within ${duration(expiresMs)}`,
    grants && `or for ${granted(grants, mark)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** `5 calls within 1 hour at once, of those where args.amount <= 10`. */
const granted = ({ max, forMs, when }: NonNullable<ApprovalIr['grants']>, mark: Mark): string =>
  `${plural(max, 'call')} within ${duration(forMs)} at once${
    when ? `, of those where ${mark(when.source)}` : ''
  }`;

/** The approval of a level: one that only records asks nobody, and nobody should think it does. */
export function asked(level: LevelIr, mark: Mark): string {
  const rule = approval(level.approval, mark);
  return rule === '' || approvalOf(level) ? rule : `${rule}; recorded, not enforced`;
}

const HOLDERS = { user: 'for each user', tenant: 'for each tenant', tool: 'for each tool' };

/** `20 per hour for each user, at most 5 at once`. */
export function limit(of: LimitIr, mark: Mark): string {
  const { by } = of;
  const holder = typeof by !== 'string' ? `for each ${mark(by.source)}` : undefined;
  const whose = holder ?? (by === 'global' ? 'for everybody together' : HOLDERS[by as 'user']);
  const parts = [
    `${digits(of.limit)} per ${perUnit(of.perMs)} ${whose}`,
    of.burst !== undefined && `at most ${digits(of.burst)} at once`,
    of.cost !== undefined && of.cost !== 1 && `a call costs ${of.cost}`,
  ];
  return parts.filter(Boolean).join(', ');
}
