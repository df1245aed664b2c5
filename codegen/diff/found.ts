import type { ExpressionIr } from '../ir.js';
import type { Change, RuleId } from './rule.js';

/** A change before it is known of which tool. */
export type Found = Omit<Change, 'tool'>;

export const found = (rule: RuleId, path: string, detail: string): Found => ({
  rule,
  path,
  detail,
});

/** A condition in words. */
export const always = (when: ExpressionIr | undefined): string => when?.source ?? 'always';
