import type { JsonObject } from '../../../src/json.js';
import type { Caller, Expression, Level } from '../../../src/tool.js';
import { expression } from '../../fixture/tool.js';
import { type Random, shuffled } from '../random.js';

/** Policies and callers as data, so that two evaluators can read them. */

/** What a condition comes to: the two answers, what is none, and one that depends on the arguments. */
export const conditions = ['true', 'false', 'throws', 'junk', 'args.yes', 'args.gone'] as const;
export type Condition = (typeof conditions)[number];

export interface PolicyModel {
  readonly public?: true;
  readonly authenticated?: true;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly allow?: readonly Condition[];
  readonly forbid?: readonly Condition[];
  readonly shadow?: true;
  readonly toolAllow?: Condition;
  readonly toolForbid?: Condition;
}

const names = ['a', 'b', 'c'];
const junk = ['true', 1, null, undefined, {}, Promise.resolve(true)];

export function randomPolicy(random: Random): PolicyModel {
  const { chance, pick, some, integer } = random;
  const list = () => Array.from({ length: integer(4) }, () => pick(conditions));
  return {
    ...(chance(0.3) && { public: true }),
    ...(chance(0.4) && { authenticated: true }),
    ...(chance(0.3) && { roles: some(names) }),
    ...(chance(0.3) && { scopes: some(names, 0.3) }),
    ...(chance(0.3) && { allow: list() }),
    ...(chance(0.3) && { forbid: list() }),
    ...(chance(0.2) && { shadow: true }),
    ...(chance(0.2) && { toolAllow: pick(conditions) }),
    ...(chance(0.2) && { toolForbid: pick(conditions) }),
  };
}

export function randomCaller({ chance, some }: Random): Caller | null {
  if (chance(0.15)) return null;
  return {
    id: 'ada',
    tenant: 'acme',
    roles: some(names),
    scopes: some(names, 0.7),
    attributes: {},
  };
}

/** The same policy in another order, with repetitions. */
export const reordered = (policy: PolicyModel, random: Random): PolicyModel => {
  const twice = <Item>(list: readonly Item[]) => shuffled([...list, ...random.some(list)], random);
  const { roles, scopes, allow, forbid } = policy;
  return {
    ...policy,
    ...(roles && { roles: twice(roles) }),
    ...(scopes && { scopes: twice(scopes) }),
    ...(allow && { allow: twice(allow) }),
    ...(forbid && { forbid: twice(forbid) }),
  };
};

/** The policy as the compiler would hand it to the runtime. */
export function compiled(policy: PolicyModel, random: Random) {
  const make = (condition: Condition) => compile(condition, random);
  const { toolAllow, toolForbid, allow, forbid, ...rest } = policy;
  const permission: Level = {
    name: 'level',
    ...rest,
    ...(allow && { allow: allow.map(make) }),
    ...(forbid && { forbid: forbid.map(make) }),
  };
  return {
    permission,
    ...(toolAllow && { allow: make(toolAllow) }),
    ...(toolForbid && { forbid: make(toolForbid) }),
  };
}

function compile(condition: Condition, { pick }: Random): Expression {
  return expression(condition, ({ args }): unknown => {
    if (condition === 'throws') throw new Error('a bug in a condition');
    if (condition === 'junk') return pick(junk);
    if (condition.startsWith('args.')) return (args as JsonObject)[condition.slice(5)];
    return condition === 'true';
  });
}
