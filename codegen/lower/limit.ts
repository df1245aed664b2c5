import type { Effect, OnOutage } from '../../src/contract.js';
import { lowerExpression } from '../cel/expression.js';
import type { LimitIr } from '../ir.js';
import type { SourceNode } from '../source.js';
import { limitKeys } from '../spec/limit.js';
import { compact, durationOf, listOf, numberOf, textOf } from './value.js';

type LimitKey = (typeof limitKeys)[number];
export const isLimitKey = (by: string): by is LimitKey =>
  (limitKeys as readonly string[]).includes(by);

/** A use of a limit by a tool: its name, or `{ use, cost }`. */
export interface LimitUse {
  readonly name: string;
  readonly cost: number | undefined;
  /** Where the name stands. */
  readonly node: SourceNode;
}

export const limitUses = (tool: SourceNode): readonly LimitUse[] =>
  listOf(tool.get('rate_limit')).flatMap((each) => {
    const node = each.get('use') ?? each;
    const name = textOf(node);
    return name === undefined ? [] : [{ name, cost: numberOf(each.get('cost')), node }];
  });

/** A limit as a tool with this effect meets it: a store that is down stops writes, and lets reads have a share. */
export function lowerLimit(name: string, node: SourceNode, effect: Effect, cost?: number): LimitIr {
  const by = textOf(node.get('by')) ?? 'user';
  return compact({
    name,
    limit: numberOf(node.get('limit')) ?? 0,
    perMs: durationOf(node.get('per')) ?? 0,
    burst: numberOf(node.get('burst')),
    by: isLimitKey(by) ? by : lowerExpression(by, { object: {} }),
    cost: cost ?? numberOf(node.get('cost')),
    onOutage: outageOf(node) ?? (effect === 'read' ? 'local_share' : 'deny'),
  });
}

const outageOf = (node: SourceNode): OnOutage | undefined =>
  textOf(node.get('on_outage')) as OnOutage | undefined;
