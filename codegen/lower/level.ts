import type { ObjectType } from '../../src/rules/cel.js';
import { lowerExpression } from '../cel/expression.js';
import type { ApprovalIr, ExpressionIr, LevelIr } from '../ir.js';
import type { SourceNode } from '../source.js';
import { compact, durationOf, isTrue, numberOf, textOf, textsOf } from './value.js';

/** How long an approval lasts where its level does not say. */
const EXPIRES_MS = 86_400_000;

/**
 * A level as a tool with these parameters meets it: its conditions know their types. Where the level asks nobody, the
 * tool may ask for an approval of its own.
 */
export function lowerLevel(
  name: string,
  node: SourceNode,
  args: ObjectType,
  tool?: SourceNode,
): LevelIr {
  const expressions = (key: string) =>
    present(textsOf(node.get(key)).map((source) => lowerExpression(source, args)));
  const [roles, scopes] = [
    present(textsOf(node.get('roles'))),
    present(textsOf(node.get('scopes'))),
  ];
  const shadow = isTrue(node.get('shadow'));
  const own = node.get('approval') ? undefined : tool?.get('approval');
  const asked = node.get('approval') ?? own;
  const approval = asked && lowerApproval(asked, args);
  return compact({
    name,
    description: textOf(node.get('description')),
    public: isTrue(node.get('public')),
    authenticated: needsCaller(node),
    roles,
    scopes,
    allow: expressions('allow'),
    forbid: expressions('forbid'),
    approval: approval && { ...approval, ...(shadow && own && { enforced: true as const }) },
    shadow,
  });
}

/** Roles and scopes are somebody's: a level that asks for them asks for a caller. */
const needsCaller = (level: SourceNode): boolean =>
  isTrue(level.get('authenticated')) ||
  level.get('roles') !== undefined ||
  level.get('scopes') !== undefined;

function lowerApproval(node: SourceNode, args: ObjectType): ApprovalIr {
  const by = node.get('by');
  const grants = node.get('grants');
  return compact({
    when: condition(node, args),
    expiresMs: durationOf(node.get('expires')) ?? EXPIRES_MS,
    by:
      by &&
      compact({
        roles: present(textsOf(by.get('roles'))),
        scopes: present(textsOf(by.get('scopes'))),
      }),
    distinct: isTrue(node.get('distinct')),
    grants: grants && lowerGrants(grants, args),
  });
}

const lowerGrants = (node: SourceNode, args: ObjectType): NonNullable<ApprovalIr['grants']> =>
  compact({
    forMs: durationOf(node.get('for')) ?? 0,
    max: numberOf(node.get('max')) ?? 0,
    when: condition(node, args),
  });

function condition(node: SourceNode, args: ObjectType): ExpressionIr | undefined {
  const source = textOf(node.get('when'));
  return source === undefined ? undefined : lowerExpression(source, args);
}

const present = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;
