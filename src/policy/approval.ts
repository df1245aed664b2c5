import type { Approval, BoundCall, Decision } from '../call.js';
import type { ApprovalRule } from '../contract.js';
import { Refusal } from '../error.js';
import { canonical } from '../json.js';
import type { Ledger } from '../ledger/ledger.js';
import { preview } from '../preview.js';
import type { World } from '../world.js';
import type { Policy } from './policy.js';

const allow: Decision = { effect: 'allow' };

/** Whether a person must agree, and whether one did: to this very call, with these very arguments. */
export const approval: Policy = (call, world) => {
  const { permission: level } = call.contract;
  const rule = level.approval;
  if (!rule || !wanted(rule, call)) return allow;
  if (level.shadow) return { effect: 'allow', shadow: 'approval' };
  const { ledger } = world;
  if (!ledger) throw new TypeError('a call that needs an approval needs a ledger');
  return world.dry ? { effect: 'ask', approval: draft(call) } : settle(call, rule, ledger, world);
};

function wanted(rule: ApprovalRule, { caller, args }: BoundCall): boolean {
  return rule.when === undefined || holds(rule.when({ caller, args }), rule.when.source);
}

function holds(value: unknown, source: string): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`no boolean: ${source}`);
  return value;
}

async function settle(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
): Promise<Decision> {
  const decided =
    call.approval ?? (call.replayable ? await ledger.approvalOf(call.key) : undefined);
  if (decided) return judge(call, rule, ledger, world, decided);
  if (await granted(call, rule, ledger)) return allow;
  return ask(call, rule, ledger, world);
}

async function judge(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
  decided: Approval,
): Promise<Decision> {
  switch (decided.status) {
    case 'approved':
      if (await ledger.redeem({ id: decided.id, ...bound(call) })) return allow;
      break;
    case 'rejected':
      return deny('approval_rejected');
    case 'expired':
      return deny('approval_expired');
    case 'used':
      return spent(call, ledger, decided);
    default:
      // Still pending: the same question, or another if the tool or the arguments changed since.
      return ask(call, rule, ledger, world);
  }
  const now = await ledger.approval(decided.id);
  if (now && now.status !== 'approved') return judge(call, rule, ledger, world, now);
  // Approved, but not for this: the tool, the arguments or the caller are others. A person is asked about what is.
  return ask(call, rule, ledger, world);
}

/** Used before: the write-ahead record answers for a call that began; one that did not is at work, or died. */
async function spent(
  call: BoundCall,
  ledger: Ledger,
  { id, expiresAt }: Approval,
): Promise<Decision> {
  const record = await ledger.call(call.key);
  if (record && record.args === canonical(call.args)) return allow;
  const late = (await ledger.now()) >= expiresAt;
  return deny(late ? 'approval_expired' : 'busy', `approval ${id} was used before`);
}

/** A standing grant that covers the call, one call of which is taken. */
async function granted(call: BoundCall, rule: ApprovalRule, ledger: Ledger): Promise<boolean> {
  if (!rule.grants) return false;
  const { caller, args } = call;
  const { when } = rule.grants;
  if (when && !holds(when({ caller, args }), when.source)) return false;
  const { tenant, caller: id, tool, contractHash } = bound(call);
  for (const grant of await ledger.grants({ tenant, caller: id, tool, contractHash }))
    if (await ledger.spend(grant.id)) return true;
  return false;
}

async function ask(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
): Promise<Decision> {
  const wish = { ...draft(call), id: world.env.id() };
  return { effect: 'ask', approval: await ledger.propose(wish, rule.expiresMs) };
}

/** Everything an approval binds. */
const bound = ({ key, run, caller, contract, args }: BoundCall) => ({
  tenant: caller?.tenant ?? null,
  caller: caller?.id ?? null,
  run,
  key,
  tool: contract.name,
  contractHash: contract.hash,
  args: canonical(args),
});

function draft(call: BoundCall): Approval {
  const { args, ...binding } = bound(call);
  return {
    ...binding,
    id: '',
    status: 'pending',
    call: { id: call.call.id, name: call.call.name },
    level: call.contract.permission.name,
    proposed: call.proposed,
    effective: call.args,
    preview: preview(call.args, call.contract),
    edited: null,
    createdAt: 0,
    expiresAt: 0,
    decidedBy: null,
    decidedAt: null,
    note: null,
  };
}

const deny = (
  code: 'approval_rejected' | 'approval_expired' | 'busy',
  cause?: string,
): Decision => ({
  effect: 'deny',
  refusal: new Refusal(code, { cause }),
});
