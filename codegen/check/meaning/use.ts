import type { Sees } from '../../cel/scope.js';
import type { Related } from '../../diagnostics/index.js';
import { isLimitKey, limitUses } from '../../lower/limit.js';
import { isTrue, listOf, textOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import { ownerOf } from '../owner.js';
import type { About } from './rule.js';

/** An expression as one tool meets it. */
export interface Use {
  /** Where the expression stands. */
  readonly node: SourceNode;
  readonly tool: SourceNode;
  readonly sees: Sees;
  /** `bool` is a condition, `key` tells calls apart, `bind` becomes the parameter of its name. */
  readonly wants: 'bool' | 'key' | 'bind';
  /** Where the tool names the level or the limit that the expression belongs to. */
  readonly through?: SourceNode;
}

type Part = Omit<Use, 'tool' | 'sees'>;

/** Every expression that a tool meets, with what it may look at there. */
export function usesOf(about: About, tool: SourceNode): readonly Use[] {
  const name = tool.get('permission');
  const level = about.file.levels.get(textOf(name) ?? '');
  // The runtime lets nobody through to any other level.
  const nobody = level !== undefined && isTrue(level.get('public'));
  const args = about.args(tool);
  const onCaller = onCallerAlone(about, tool).map((part) => ({ ...part, tool, sees: { nobody } }));
  if (!args) return onCaller;
  const own = [...conditionsOf(tool), ...keysOf(tool)];
  const ofLevel =
    level && name ? conditionsOf(level).map((part) => ({ ...part, through: name })) : [];
  return [
    ...onCaller,
    ...[...own, ...ofLevel].map((part) => ({ ...part, tool, sees: { args, nobody } })),
  ];
}

/** The conditions of a level, or of a tool. */
export function conditionsOf(owner: SourceNode): readonly Part[] {
  const approval = owner.get('approval');
  const nodes = [
    ...listOf(owner.get('allow')),
    ...listOf(owner.get('forbid')),
    approval?.get('when'),
    approval?.get('grants')?.get('when'),
  ];
  return nodes.flatMap((node) => (node ? [{ node, wants: 'bool' as const }] : []));
}

export const keysOf = (tool: SourceNode): readonly Part[] =>
  [tool.get('idempotency_key')?.get('key'), tool.get('exclusive')].flatMap((node) =>
    node ? [{ node, wants: 'key' as const }] : [],
  );

function onCallerAlone(about: About, tool: SourceNode): readonly Part[] {
  const bound = tool.get('bind')?.entries() ?? [];
  const limits = limitUses(tool).flatMap(({ name, node: through }) => {
    const node = limitExpression(about.file.limits.get(name));
    return node ? [{ node, wants: 'key' as const, through }] : [];
  });
  return [...bound.map(([, node]) => ({ node, wants: 'bind' as const })), ...limits];
}

/** `by`, where it is an expression. */
export function limitExpression(limit: SourceNode | undefined): SourceNode | undefined {
  const by = limit?.get('by');
  const source = textOf(by);
  return source === undefined || isLimitKey(source) ? undefined : by;
}

/** A fault in a level or a limit says which tool meets it. */
export function relatedOf({ through, tool }: Use): Related | undefined {
  return through && [{ message: `used by ${ownerOf(tool.path)}`, place: through.place }];
}
