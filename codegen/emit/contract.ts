import type { JsonObject } from '../../src/json.js';
import type { ApprovalIr, LevelIr, LimitIr, ToolIr } from '../ir.js';
import type { Ending } from '../layout.js';
import { Code, type Literal, quoted } from './literal.js';
import { expression, shape, shapes } from './shape.js';

/** The number boot compares with its own `FORMAT` (src/contract.ts): the compiler loads no code of the runtime. */
export const FORMAT: typeof import('../../src/contract.js').FORMAT = 1;

/** Nothing where there is nothing in it: `{}` and `[]` say nothing. */
const filled = <Value extends object>(value: Value | undefined): Value | undefined =>
  value && Object.keys(value).length > 0 ? value : undefined;

const said = (flag: boolean): true | undefined => (flag ? true : undefined);

function approval(rule: ApprovalIr): Literal {
  const { when, expiresMs, by, distinct, enforced, grants } = rule;
  return {
    when: when && expression(when),
    expiresMs,
    by: by && { roles: by.roles, scopes: by.scopes },
    distinct: said(distinct),
    enforced,
    grants: grants && { ...grants, when: grants.when && expression(grants.when) },
  };
}

function level(of: LevelIr): Literal {
  return {
    name: of.name,
    public: said(of.public),
    authenticated: said(of.authenticated),
    roles: of.roles,
    scopes: of.scopes,
    allow: filled(of.allow?.map(expression)),
    forbid: filled(of.forbid?.map(expression)),
    approval: of.approval && approval(of.approval),
    shadow: said(of.shadow),
  };
}

function limit({ name, limit, perMs, burst, by, cost, onOutage }: LimitIr): Literal {
  const key = typeof by === 'string' ? by : expression(by);
  return { name, limit, perMs, burst, by: key, cost: cost === 1 ? undefined : cost, onOutage };
}

const bound = (of: ToolIr['bind']): Literal =>
  Object.fromEntries(Object.entries(of).map(([name, from]) => [name, expression(from)]));

const names = (schema: JsonObject): string[] => Object.keys((schema.properties ?? {}) as object);
const nothingRequired = ({ required }: JsonObject): boolean =>
  !Array.isArray(required) || required.length === 0;

/** A tool as the data of `Contract` (src/contract.ts), in the order a person reads it; only what says something. */
export function contract(tool: ToolIr, ending: Ending): Literal {
  return {
    format: FORMAT,
    name: tool.name,
    hash: tool.hash,
    description: tool.description,
    deprecated: tool.deprecated,
    effect: tool.effect,
    idempotent: said(tool.idempotent && tool.effect !== 'read'),
    permission: level(tool.permission),
    allow: tool.allow && expression(tool.allow),
    forbid: tool.forbid && expression(tool.forbid),
    limits: filled(tool.limits.map(limit)),
    idempotencyKey: tool.idempotencyKey && {
      key: expression(tool.idempotencyKey.key),
      ttlMs: tool.idempotencyKey.ttlMs,
    },
    exclusive: tool.exclusive && expression(tool.exclusive),
    concurrency: tool.concurrency,
    bind: filled(tool.bind) && bound(tool.bind),
    timeoutMs: tool.timeoutMs,
    retry: tool.retry,
    maxResultBytes: tool.maxResultBytes,
    errors: filled(tool.errors),
    examples: filled(tool.examples),
    parameters: names(tool.input),
    emptyAllowed: nothingRequired(tool.input),
    input: filled(tool.inputShape) && shape(tool.inputShape),
    result: filled(tool.resultShape) && shape(tool.resultShape),
    shapes: shapes(tool.shapes),
    validators: new Code(`() => import(${quoted(`../validators/${tool.name}.${ending}`)})`),
  };
}
