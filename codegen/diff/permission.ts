import type { Caller } from '../../src/contract.js';
import { canonical, isObject, type Json, type JsonObject } from '../../src/json.js';
import { permits, type Rules } from '../../src/permission.js';
import { compile } from '../../src/rules/cel/compile.js';
import { stepsOn } from '../cel/steps.js';
import type { ExpressionIr, ToolIr } from '../ir.js';
import { type Deciding, rulesOf } from '../rules.js';
import { type Case, domainOf } from './domain.js';
import { listedIn, mayBe } from './fit.js';
import type { Way } from './way.js';

/** Who may call with what, before and after. */
export interface Comparison {
  /** `changed`: some more and some less. `undecided`: it was not shown that more is permitted, and that is no proof. */
  readonly outcome: 'equal' | 'narrowed' | 'widened' | 'changed' | 'undecided';
  /** How many cases were tried. */
  readonly tried: number;
  /** Somebody who may, and might not. */
  readonly more?: Case;
  /** Somebody who might, and may not. */
  readonly less?: Case;
}

/** The part of a tool that decides; `permission` alone is a level. */
export type Permitted = Deciding & Partial<Pick<ToolIr, 'examples' | 'input'>>;

const expressionsOf = ({ permission, allow, forbid }: Permitted): readonly ExpressionIr[] => [
  ...(permission.allow ?? []),
  ...(permission.forbid ?? []),
  ...(allow ? [allow] : []),
  ...(forbid ? [forbid] : []),
];

/** Whether the rules, but for names and words, are the same text. */
export function sameRules(old: Permitted, now: Permitted): boolean {
  const text = ({ permission, allow, forbid }: Permitted): string => {
    const { name: _, description: __, approval: ___, ...level } = permission;
    return canonical({ level, allow: allow ?? null, forbid: forbid ?? null } as unknown as Json);
  };
  return text(old) === text(now);
}

/** The runtime's own rules, tried on callers and arguments that both sides can tell apart. */
export function comparePermission(old: Permitted, now: Permitted): Comparison {
  const sides = [old, now];
  const expressions = sides.flatMap(expressionsOf);
  const inputs = sides.map((side) => side.input);
  const examples = sides.flatMap((side) => side.examples ?? []);
  const domain = domainOf({
    levels: sides.map((side) => side.permission),
    expressions,
    examples,
    values: new Map(inputs.flatMap(valuesOf)),
    mayBe: (path, value) => mayBe({ expressions, inputs }, path, value),
    listed: (path) => listedIn(inputs, path),
  });
  const cases = domain.cases.slice(0, roomFor(expressions, examples));
  const whole = domain.whole && cases.length === domain.cases.length;
  const [before, after] = [rulesOf(old), rulesOf(now)];
  const may = (rules: Rules, { caller, args }: Case) => permits(rules, caller, args).allowed;
  let more: Case | undefined;
  let less: Case | undefined;
  for (const each of cases) {
    const [was, is] = [may(before, each), may(after, each)];
    if (is && !was) more ??= each;
    if (was && !is) less ??= each;
    if (more && less) break;
  }
  const exact = whole || sameConditions(old, now);
  const outcome = more ? (less ? 'changed' : 'widened') : less ? 'narrowed' : 'equal';
  return {
    outcome: exact || more ? outcome : 'undecided',
    tried: cases.length,
    ...(more && { more }),
    ...(less && { less }),
  };
}

/** Some seconds of them. */
const MOST_STEPS = 20_000_000;

/** How many cases there is time for: conditions may go through lists within lists. */
function roomFor(expressions: readonly ExpressionIr[], examples: readonly Json[]): number {
  const trees = expressions.map(({ source }) => compile(source, undefined).ast);
  const steps = [{}, ...examples.filter(isObject)].map((args) =>
    trees.reduce((all, each) => all + stepsOn(args, each), 1),
  );
  return Math.floor(MOST_STEPS / Math.max(...steps));
}

const ways = {
  equal: 'same',
  narrowed: 'tighter',
  widened: 'looser',
  changed: 'unclear',
  undecided: 'unclear',
} as const;

/** Which way who is permitted went. */
export const wayOf = (old: Permitted, now: Permitted): Way =>
  ways[comparePermission(old, now).outcome];

/** Rules without conditions are monotone in roles and scopes: the cases tried stand for all. */
const sameConditions = (old: Permitted, now: Permitted): boolean =>
  expressionsOf(old).length === 0 && expressionsOf(now).length === 0;

/** Enums and bounds of the parameters, by name. */
function valuesOf(input: JsonObject | undefined): (readonly [string, readonly Json[]])[] {
  const properties = isObject(input?.properties) ? input.properties : {};
  return Object.entries(properties).map(([name, schema]) => {
    const { enum: values, minimum, maximum } = isObject(schema) ? schema : ({} as JsonObject);
    const edges = [minimum, maximum].filter((each) => typeof each === 'number');
    return [name, [...(Array.isArray(values) ? (values as Json[]) : []), ...edges]];
  });
}

/** A level that lets everybody in who satisfies a condition; without one, everybody. */
export const levelIf = (when: ExpressionIr | undefined): Permitted => ({
  permission: {
    name: '',
    public: true,
    authenticated: false,
    shadow: false,
    ...(when && { allow: [when] }),
  },
});

/** `nobody` or `a caller with roles a, b; with {…}`. */
export function witnessWords({ caller, args }: Case): string {
  const given = Object.keys(args).length > 0 ? `, arguments ${JSON.stringify(args)}` : '';
  return `${callerWords(caller)}${given}`;
}

function callerWords(caller: Caller | null): string {
  if (!caller) return 'nobody signed in';
  const { id, tenant, roles, scopes, attributes } = caller;
  const parts = [
    `roles [${roles.join(', ')}]`,
    scopes.length > 0 && `scopes [${scopes.join(', ')}]`,
    tenant !== undefined && `tenant ${tenant}`,
    Object.keys(attributes).length > 0 && `attributes ${JSON.stringify(attributes)}`,
  ].filter(Boolean);
  return `a caller ${id} with ${parts.join(', ')}`;
}
