import type { Approval, BoundCall, Decision } from '../call.js';
import type { ApprovalRule } from '../contract.js';
import type { Grant, Ledger } from '../ledger/ledger.js';
import { open } from '../stage/open.js';
import type { World } from '../world.js';
import { agreed, allow, bindsAll, bound, draft, same } from './approval/binding.js';
import { deny, LATE, USED } from './approval/denied.js';
import type { Policy } from './policy.js';

/** Whether a person must agree, and whether one did: to this very call, with these very arguments. */
export const approval: Policy = (call, world) => {
  const { permission: level } = call.contract;
  const rule = level.approval;
  const { ledger } = world;
  if (rule && level.shadow && !rule.enforced) return unasked(call, ledger, shadowed(rule, call));
  if (!rule || !wanted(rule, call)) return unasked(call, ledger, allow);
  if (!ledger) throw new TypeError('a call that needs an approval needs a ledger');
  return world.dry ? foreseen(call, rule, ledger, world) : settle(call, rule, ledger, world);
};

/** What a new call would be told, without asking anybody or taking a call from a grant. */
async function foreseen(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
): Promise<Decision> {
  const [grant] = await covering(call, rule, ledger);
  return grant ? allow : { effect: 'ask', approval: draft(call, world.redact) };
}

/** Nobody is asked. What a person said before stands all the same, and what was approved is used once. */
function unasked(
  call: BoundCall,
  ledger: Ledger | undefined,
  otherwise: Decision,
): Decision | Promise<Decision> {
  return call.approval && ledger ? said(call, ledger, otherwise, call.approval) : otherwise;
}

async function said(
  call: BoundCall,
  ledger: Ledger,
  otherwise: Decision,
  asked: Approval,
): Promise<Decision> {
  if (asked.status === 'pending') return otherwise;
  if (asked.status !== 'approved') return closed(call, ledger, asked, asked.status);
  if (await redeemed(call, ledger, asked)) return agreed(call, otherwise);
  const now = await ledger.approval(asked.id);
  // Another process was faster; or the tool is another by now, and nobody is asked about this one.
  return now && now.status !== 'approved' ? said(call, ledger, otherwise, now) : otherwise;
}

/** An answer that is neither yes nor no is none: here and wherever a store decides whether a handler runs. */
async function redeemed(call: BoundCall, ledger: Ledger, { id }: Approval): Promise<boolean> {
  if ((await ledger.redeem({ id, ...bound(call) })) !== true) return false;
  open<BoundCall>(call).redeemed = true;
  return true;
}

type Closed = Exclude<Approval['status'], 'pending' | 'approved'>;

/** The answer of an approval that is over. */
async function closed(
  call: BoundCall,
  ledger: Ledger,
  asked: Approval,
  status: Closed,
): Promise<Decision> {
  if (status === 'used') return spent(call, ledger, asked);
  const late = status === 'expired' && asked.decidedBy !== null;
  return deny(`approval_${status}`, undefined, late ? LATE : undefined);
}

/** A shadow enforces nothing: a condition that fails in it would have denied. */
function shadowed(rule: ApprovalRule, call: BoundCall): Decision {
  try {
    return wanted(rule, call) ? { effect: 'allow', shadow: 'approval' } : allow;
  } catch {
    return { effect: 'allow', shadow: 'policy_failed' };
  }
}

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
  if (call.approval) return judge(call, rule, ledger, world, call.approval);
  if (call.replayable) {
    // A call that began was permitted, by a person or a grant: the ledger answers it, and nobody is asked again.
    if (await began(call, ledger)) return agreed(call);
    const before = await ledger.approvalOf(call.key);
    if (before) return judge(call, rule, ledger, world, before);
  }
  if (await granted(call, rule, ledger)) return allow;
  return ask(call, rule, ledger, world);
}

async function judge(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
  asked: Approval,
): Promise<Decision> {
  // Answered for good, and the call comes back for the answer: whatever changed since.
  const over = asked.status !== 'pending' && asked.status !== 'approved';
  // The tool or the arguments changed since, or an approver changed them for a call that comes again as it was.
  if (!same(call, asked) && !(over && call.approval?.id === asked.id))
    return ask(call, rule, ledger, world, asked);
  if (asked.status === 'pending') return { effect: 'ask', approval: asked };
  if (asked.status !== 'approved') return closed(call, ledger, asked, asked.status);
  if (await redeemed(call, ledger, asked)) return agreed(call);
  const now = await ledger.approval(asked.id);
  if (now && now.status !== 'approved') return judge(call, rule, ledger, world, now);
  throw new TypeError(`approval ${asked.id} is not for this caller, run and call`);
}

/**
 * Used before. The call goes on to its record, which lets one of a key begin: the process that used the approval may
 * have died before it came so far, or found an exclusive key taken. That is no right to begin once its time is over.
 */
async function spent(call: BoundCall, ledger: Ledger, asked: Approval): Promise<Decision> {
  if (await began(call, ledger)) return agreed(call);
  const late = (await ledger.now()) >= asked.expiresAt;
  if (!late && bindsAll(call, asked)) return agreed(call);
  const cause = `approval ${asked.id} was used before`;
  return deny('approval_expired', cause, late ? LATE : USED);
}

/** Whether the ledger answers for the call: it ran, or it is at work, or it may go on as the tool it began as. */
async function began(call: BoundCall, ledger: Ledger): Promise<boolean> {
  const record = await ledger.call(call.key);
  const { tool, contractHash, args } = bound(call);
  if (record?.tool !== tool || record.args !== args) return false;
  return record.state !== 'begun' || record.contractHash === contractHash;
}

/** One call is taken from a standing grant that covers this one. */
async function granted(call: BoundCall, rule: ApprovalRule, ledger: Ledger): Promise<boolean> {
  for (const grant of await covering(call, rule, ledger))
    if ((await ledger.spend(grant.id)) === true) return true;
  return false;
}

/** The live standing grants that cover the call. */
async function covering(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
): Promise<readonly Grant[]> {
  if (!rule.grants) return [];
  const { caller, args } = call;
  const { when } = rule.grants;
  if (when && !holds(when({ caller, args }), when.source)) return [];
  const { tenant, caller: id, tool, contractHash } = bound(call);
  return ledger.grants({ tenant, caller: id, tool, contractHash });
}

/** Asks a person, about the call as it is. Who was asked about this before may have answered already. */
async function ask(
  call: BoundCall,
  rule: ApprovalRule,
  ledger: Ledger,
  world: World,
  before?: Approval,
): Promise<Decision> {
  const wish = { ...draft(call, world.redact), id: world.env.id() };
  const asked = await ledger.propose(wish, rule.expiresMs);
  if (asked.status === 'pending' || asked.id === before?.id)
    return { effect: 'ask', approval: asked };
  return judge(call, rule, ledger, world, asked);
}
