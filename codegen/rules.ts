import type { Expression, Level } from '../src/contract.js';
import type { Rules } from '../src/permission.js';
import { cel } from '../src/rules/cel.js';
import type { ApprovalIr, Catalog, ExpressionIr, LevelIr, ToolIr } from './ir.js';

/** The part of a tool that decides who may call it. */
export type Deciding = Pick<ToolIr, 'permission' | 'allow' | 'forbid'>;

/** What the runtime's own `permits` takes: `explain` and `diff` ask it, so that they say what will happen. */
export const rulesOf = ({ permission, allow, forbid }: Deciding): Rules => ({
  permission: levelOf(permission),
  ...(allow && { allow: expressionOf(allow) }),
  ...(forbid && { forbid: expressionOf(forbid) }),
});

/** The approval that a call waits for: what a level in shadow asks for is only recorded. */
export const approvalOf = ({ approval, shadow }: LevelIr): ApprovalIr | undefined =>
  shadow && !approval?.enforced ? undefined : approval;

/** The tools that a limit is for. */
export const toolsUnder = (limit: string, { tools }: Catalog): readonly ToolIr[] =>
  tools.filter(({ limits }) => limits.some(({ name }) => name === limit));

/** Whether it changes something. */
export const writes = ({ effect }: ToolIr): boolean => effect !== 'read';

function levelOf(level: LevelIr): Level {
  const { name, roles, scopes, allow, forbid } = level;
  return {
    name,
    ...(level.public && { public: true }),
    ...(level.authenticated && { authenticated: true }),
    ...(roles && { roles }),
    ...(scopes && { scopes }),
    ...(allow && { allow: allow.map(expressionOf) }),
    ...(forbid && { forbid: forbid.map(expressionOf) }),
    ...(level.shadow && { shadow: true }),
  };
}

export const expressionOf = ({ source, usesArgs, types }: ExpressionIr): Expression =>
  cel(source, usesArgs ? { args: types } : {});
