import type { Caller, Contract, Expression, Level, Scope } from './contract.js';
import type { JsonObject } from './json.js';

/** The part of a contract that says who may call. */
export type Rules = Pick<Contract, 'permission' | 'allow' | 'forbid'>;

/** What the permission level and the tool's own conditions say of a caller. */
export type Permission =
  | {
      readonly allowed: true;
      /** Of a shadow level: the code it would have denied with. */
      readonly shadow?: DenialCode;
    }
  | { readonly allowed: false; readonly code: DenialCode; readonly cause?: unknown };

export type DenialCode = 'unauthenticated' | 'permission_denied' | 'policy_failed';

/**
 * How a condition stands, from the least to the one that decides: the order conditions are written in never matters.
 */
const HOLDS = 0;
const NOT_ALLOWED = 1;
const FAILED = 2;
const FORBIDDEN = 3;
const NOBODY = 4;

const codes = {
  [HOLDS]: undefined,
  [NOT_ALLOWED]: 'permission_denied',
  [FAILED]: 'policy_failed',
  [FORBIDDEN]: 'permission_denied',
  [NOBODY]: 'unauthenticated',
} as const;
type Finding = keyof typeof codes;

interface Findings {
  worst: Finding;
  cause: unknown;
}

const allowed: Permission = { allowed: true };

/**
 * Whether a tool may be called. Deny by default; a `forbid` that holds beats every `allow`; a condition that throws or
 * is no boolean denies. Without `args` only what does not mention them counts: whether the tool could be permitted.
 */
export function permits(contract: Rules, caller: Caller | null, args?: JsonObject): Permission {
  const { permission: level, allow, forbid } = contract;
  const scope: Scope = args === undefined ? { caller } : { caller, args };
  const found: Findings = { worst: HOLDS, cause: undefined };
  judgeLevel(level, scope, found);
  let shadow: DenialCode | undefined;
  if (level.shadow && found.worst !== NOBODY) {
    shadow = codes[found.worst];
    found.worst = HOLDS;
    found.cause = undefined;
  }
  if (allow) judge(allow, scope, true, found);
  if (forbid) judge(forbid, scope, false, found);
  const code = codes[found.worst];
  if (code !== undefined) return { allowed: false, code, cause: found.cause };
  return shadow === undefined ? allowed : { allowed: true, shadow };
}

/** Whether a caller's model is shown the tool. */
export const visible = (contract: Rules, caller: Caller | null): boolean =>
  permits(contract, caller).allowed;

function judgeLevel(level: Level, scope: Scope, found: Findings): void {
  const { caller } = scope;
  if (isNobody(caller) && (!level.public || level.authenticated)) note(found, NOBODY);
  if (!hasCondition(level)) note(found, FORBIDDEN);
  if (level.roles && !level.roles.some((role) => holds(caller?.roles, role)))
    note(found, FORBIDDEN);
  if (level.scopes && !level.scopes.every((each) => holds(caller?.scopes, each)))
    note(found, FORBIDDEN);
  if (level.allow) for (const each of level.allow) judge(each, scope, true, found);
  if (level.forbid) for (const each of level.forbid) judge(each, scope, false, found);
}

/** One whose id a program did not find, or found to be empty, is signed in as nobody. */
export const isNobody = (caller: Caller | null): boolean => (caller?.id ?? '') === '';

/** A program without types may hand over a text, as a token has its scopes: in "orders:readonly" is no "orders:read". */
export const holds = (list: readonly string[] | undefined, name: string): boolean =>
  Array.isArray(list) && list.includes(name);

const hasCondition = (level: Level): boolean =>
  level.public === true ||
  level.authenticated === true ||
  level.roles !== undefined ||
  (level.scopes?.length ?? 0) > 0 ||
  (level.allow?.length ?? 0) > 0;

/** `wanted`: what the condition must be for the call to go on. */
function judge(expression: Expression, scope: Scope, wanted: boolean, found: Findings): void {
  if (scope.args === undefined && expression.usesArgs) return;
  try {
    const value = expression(scope);
    if (typeof value !== 'boolean') throw new TypeError(`no boolean: ${expression.source}`);
    if (value !== wanted) note(found, wanted ? NOT_ALLOWED : FORBIDDEN);
  } catch (cause) {
    found.cause ??= cause;
    note(found, FAILED);
  }
}

function note(found: Findings, finding: Finding): void {
  if (finding > found.worst) found.worst = finding;
}
