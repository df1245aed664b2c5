import type { Caller } from '../../../src/contract.js';
import { permits } from '../../../src/permission.js';
import { approval, type Mark, tightened, who } from '../../emit/wording.js';
import type { ApprovalIr, ExpressionIr, ToolIr } from '../../ir.js';
import { approvalOf, expressionOf, rulesOf } from '../../rules.js';

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
  // What a level in shadow says is recorded, and holds nobody back.
  const ofLevel = (all: readonly ExpressionIr[] = []) => (permission.shadow ? [] : all);
  const asking = [...ofLevel(permission.allow), ...(allow ? [allow] : [])];
  const refusing = [...ofLevel(permission.forbid), ...(forbid ? [forbid] : [])];
  return [...open(asking, 'if'), ...open(refusing, 'never if')];
}

/** The runtime's own rules decide: what is said here is what will happen. */
export function verdict(tool: ToolIr, caller: Caller | null): Verdict {
  const found = permits(rulesOf(tool), caller);
  if (!found.allowed) return { effect: 'deny', code: found.code, conditions: [] };
  const effect = asks(approvalOf(tool.permission), caller);
  if (effect === 'deny') return { effect, code: 'policy_failed', conditions: [] };
  return { effect, conditions: conditions(tool) };
}

/** Whether a person is asked: where the arguments do not matter, never or always; a condition that fails denies. */
function asks(rule: ApprovalIr | undefined, caller: Caller | null): Verdict['effect'] {
  if (!rule) return 'allow';
  if (!rule.when || rule.when.usesArgs) return 'ask';
  try {
    const wanted = expressionOf(rule.when)({ caller });
    return typeof wanted !== 'boolean' ? 'deny' : wanted ? 'ask' : 'allow';
  } catch {
    return 'deny';
  }
}

/** `yes, if …; after approval by …`, or `no: it takes role admin`. */
export function verdictWords(
  tool: ToolIr,
  { effect, code, conditions: open }: Verdict,
  mark: Mark,
): string {
  const takes = [who(tool.permission, mark), ...tightened(tool, mark)].join('; ');
  if (effect === 'deny') return `no (${code}): it takes ${takes}`;
  const rule = effect === 'ask' ? approvalOf(tool.permission) : undefined;
  const ask = approval(rule, mark);
  const when = rule?.when?.usesArgs ? 'sometimes after approval' : 'after approval';
  return ['yes', ...open.map(mark), ...(ask === '' ? [] : [`${when} ${ask}`])].join('; ');
}
