import type { Caller } from '../../../src/contract.js';
import { permits } from '../../../src/permission.js';
import { approval, type Mark, tightened, who } from '../../emit/wording.js';
import type { ExpressionIr, ToolIr } from '../../ir.js';
import { approvalOf, rulesOf } from '../../rules.js';

/** Whether a caller may call a tool, as far as it can be said without arguments. */
export interface Verdict {
  readonly effect: 'allow' | 'ask' | 'deny';
  /** The code a call would be refused with. */
  readonly code?: string;
  /** What still depends on the arguments. */
  readonly conditions: readonly string[];
}

function conditions({ permission, allow, forbid }: ToolIr): string[] {
  const open = (all: readonly ExpressionIr[], word: string) =>
    all.filter(({ usesArgs }) => usesArgs).map(({ source }) => `${word} ${source}`);
  const asking = [...(permission.allow ?? []), ...(allow ? [allow] : [])];
  const refusing = [...(permission.forbid ?? []), ...(forbid ? [forbid] : [])];
  return [...open(asking, 'if'), ...open(refusing, 'never if')];
}

/** The runtime's own rules decide: what is said here is what will happen. */
export function verdict(tool: ToolIr, caller: Caller | null): Verdict {
  const found = permits(rulesOf(tool), caller);
  if (!found.allowed) return { effect: 'deny', code: found.code, conditions: [] };
  const effect = approvalOf(tool.permission) ? 'ask' : 'allow';
  return { effect, conditions: conditions(tool) };
}

/** `yes, if …; after approval by …`, or `no: it takes role admin`. */
export function verdictWords(
  tool: ToolIr,
  { effect, code, conditions: open }: Verdict,
  mark: Mark,
): string {
  const takes = [who(tool.permission, mark), ...tightened(tool, mark)].join('; ');
  if (effect === 'deny') return `no (${code}): it takes ${takes}`;
  const rule = approvalOf(tool.permission);
  const ask = approval(rule, mark);
  const when = rule?.when ? 'sometimes after approval' : 'after approval';
  return ['yes', ...open.map(mark), ...(ask === '' ? [] : [`${when} ${ask}`])].join('; ');
}
