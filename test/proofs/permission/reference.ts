import type { JsonObject } from '../../../src/json.js';
import type { Caller } from '../../../src/tool.js';
import type { Condition, PolicyModel } from './policy.js';

/**
 * Permission as its specification reads, sentence by sentence, without a thought for speed:
 *
 * - Deny by default: a level needs a condition or `public: true`.
 * - Everything listed must hold: any one of the roles, all of the scopes, every `allow`.
 * - `forbid` beats every `allow`, and order does not matter.
 * - A condition that fails at run time, by an exception or by an answer that is no boolean, denies.
 * - A tool may only tighten its level.
 * - `shadow: true` records what the level would have decided; a signed-in caller is still required.
 */

export type Answer = 'allowed' | 'unauthenticated' | 'permission_denied' | 'policy_failed';

export interface Reference {
  readonly answer: Answer;
  /** What a shadow level would have answered. */
  readonly shadow?: Answer;
}

type Truth = boolean | 'failed';

export function reference(policy: PolicyModel, caller: Caller | null, args: JsonObject): Reference {
  const level = denials(levelSays(policy, caller, args));
  const tool = denials(toolSays(policy, args));
  if (!policy.shadow || level.includes('unauthenticated'))
    return { answer: worst([...level, ...tool]) };
  const answer = worst(tool);
  return answer === 'allowed' && level.length > 0 ? { answer, shadow: worst(level) } : { answer };
}

type Denial = 'unauthenticated' | 'forbidden' | 'failed' | 'not_allowed';
type Finding = Denial | undefined;

function levelSays(policy: PolicyModel, caller: Caller | null, args: JsonObject): Finding[] {
  const { roles, scopes, allow = [], forbid = [] } = policy;
  const has = (held: readonly string[] | undefined, name: string) => held?.includes(name) === true;
  return [
    needsCaller(policy) && caller === null ? 'unauthenticated' : undefined,
    saysSomething(policy) ? undefined : 'forbidden',
    roles && !roles.some((role) => has(caller?.roles, role)) ? 'forbidden' : undefined,
    scopes && !scopes.every((scope) => has(caller?.scopes, scope)) ? 'forbidden' : undefined,
    ...allow.map((condition) => allowing(condition, args)),
    ...forbid.map((condition) => forbidding(condition, args)),
  ];
}

const toolSays = ({ toolAllow, toolForbid }: PolicyModel, args: JsonObject): Finding[] => [
  toolAllow && allowing(toolAllow, args),
  toolForbid && forbidding(toolForbid, args),
];

const needsCaller = (policy: PolicyModel) => !policy.public || policy.authenticated === true;

const saysSomething = ({ public: open, authenticated, roles, scopes, allow }: PolicyModel) =>
  open || authenticated || roles !== undefined || Boolean(scopes?.length) || Boolean(allow?.length);

function truth(condition: Condition, args: JsonObject): Truth {
  if (condition === 'true' || condition === 'false') return condition === 'true';
  if (condition === 'throws' || condition === 'junk') return 'failed';
  const value = args[condition.slice('args.'.length)];
  return typeof value === 'boolean' ? value : 'failed';
}

const allowing = (condition: Condition, args: JsonObject): Finding => {
  const value = truth(condition, args);
  return value === 'failed' ? 'failed' : value ? undefined : 'not_allowed';
};

const forbidding = (condition: Condition, args: JsonObject): Finding => {
  const value = truth(condition, args);
  return value === 'failed' ? 'failed' : value ? 'forbidden' : undefined;
};

const denials = (findings: readonly Finding[]): Denial[] =>
  findings.filter((finding) => finding !== undefined);

/** One reason is reported: no caller, then what surely denies, then what failed, then what is merely not allowed. */
function worst(found: readonly Denial[]): Answer {
  if (found.includes('unauthenticated')) return 'unauthenticated';
  if (found.includes('forbidden')) return 'permission_denied';
  if (found.includes('failed')) return 'policy_failed';
  return found.length > 0 ? 'permission_denied' : 'allowed';
}
