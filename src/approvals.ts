import type { Approval } from './call.js';
import type { ApprovalRule, Approvers, Caller } from './contract.js';
import { SetupError } from './error.js';
import { checkIdentity } from './identity.js';
import { isObject, type JsonObject } from './json.js';
import type { ApprovalDecision, Ledger } from './ledger/ledger.js';
import { holds, isNobody } from './permission.js';
import { preview } from './preview.js';
import type { DecisionBody, Subject } from './recorder.js';
import { privateTexts, REDACTED, redacted } from './redact.js';
import type { Approvals } from './runtime-api.js';
import type { AnyTool } from './tool.js';
import { withoutTexts } from './without-texts.js';
import type { World } from './world.js';

/**
 * Puts edited arguments through parse, normalise, validate and guard, and gives back the effective ones with `bound`
 * filled in. Throws a `SetupError` (`arguments_not_valid`) where they do not pass.
 */
export type Prepare = (tool: AnyTool, edited: JsonObject, bound: JsonObject) => Promise<JsonObject>;

type Approve = Parameters<Approvals['approve']>[1];

/** What a person's decision needs: the records, and a way to check what they changed. */
export function approvals(world: World, prepare: Prepare): Approvals {
  const ledgerOf = ({ ledger }: World) =>
    ledger ?? refuse('ledger_required', 'approvals need a ledger');

  return {
    list: (query = {}) => ledgerOf(world).approvals(query),
    get: (id) => ledgerOf(world).approval(id),
    async approve(id, { by, note, arguments: edited, grant }) {
      const own = world.anew();
      const ledger = ledgerOf(own);
      const { approval, tool } = await open(world, ledger, id, by);
      current(approval, tool);
      if (grant) within(grant, approval, tool.contract.permission.approval);
      const change = isGiven(edited)
        ? await editing(approval, tool, edited, prepare, world.redact)
        : {};
      const said = { status: 'approved', by: by.id, note: note ?? null } as const;
      const given = grant && { grant: { id: world.env.id(), max: grant.max, forMs: grant.forMs } };
      return decide(own, ledger, approval, tool, { ...said, ...change, ...given });
    },
    async reject(id, { by, reason }) {
      const own = world.anew();
      const ledger = ledgerOf(own);
      const { approval, tool } = await open(world, ledger, id, by);
      const decision = { status: 'rejected', by: by.id, note: reason ?? null } as const;
      return decide(own, ledger, approval, tool, decision);
    },
  };
}

/** The approval that waits, where `by` may decide it. */
async function open(world: World, ledger: Ledger, id: string, by: Caller) {
  // A program without types may hand over null.
  if (isNobody(by)) refuse('approver_not_allowed', 'nobody is signed in who could decide this');
  checkIdentity({ caller: by });
  const approval = await ledger.approval(id);
  const tenant = by.tenant ?? null;
  // One of another tenant is answered like one that does not exist.
  if (!approval || approval.tenant !== tenant)
    return refuse('approval_not_found', `there is no approval ${id}`);
  const tool = world.tools.get(approval.tool)?.tool;
  if (!tool)
    return refuse('tool_not_found', `the tool ${approval.tool} is gone: its approvals expire`);
  allowed(approval, by, tool.contract.permission.approval);
  if (approval.status !== 'pending')
    return refuse('approval_not_pending', `approval ${id} is ${approval.status} already`);
  return { approval, tool };
}

/** Of two who decide at once, one does: the audit log holds that decision, and who came too late. */
async function decide(
  { recorder, budget }: World,
  ledger: Ledger,
  approval: Approval,
  tool: AnyTool,
  decision: ApprovalDecision,
): Promise<Approval> {
  const { id } = approval;
  const decided = await recorder.recordWith(
    subject(approval),
    recordOf(approval, decision, tool),
    budget,
    (record) => ledger.decide(id, decision, record),
  );
  if (decided) return decided;
  const now = await ledger.approval(id);
  return refuse('approval_not_pending', `approval ${id} is ${now?.status ?? 'gone'} already`);
}

function subject({ key, run, tenant, caller, call }: Approval): Subject {
  const who = { roles: [], scopes: [], attributes: {}, ...(tenant !== null && { tenant }) };
  return {
    ...{ key, run, call: { ...call, arguments: '' } },
    caller: caller === null ? null : { ...who, id: caller },
  };
}

function recordOf(
  { id: approval, proposed, effective }: Approval,
  decision: ApprovalDecision,
  { contract: { input, shapes } }: AnyTool,
): DecisionBody {
  const { status, by, note } = decision;
  const { edited, grant } = status === 'approved' ? decision : {};
  // An approver may quote what is marked private.
  const all = [proposed, effective, edited ?? {}];
  const hidden = privateTexts(all, input && { items: input }, shapes);
  return {
    ...{ type: status, approval, by },
    note: note && withoutTexts(note, hidden),
    ...(edited && { edited: redacted(edited, input, shapes) }),
    ...(grant && { grant }),
  };
}

function allowed(approval: Approval, by: Caller, rule: ApprovalRule | undefined): void {
  if (!entitled(by, rule?.by))
    refuse(
      'approver_not_allowed',
      `${by.id} may not decide approvals of ${approval.level}: it takes ${wanted(rule?.by)}`,
    );
  if (rule?.distinct && by.id === approval.caller)
    refuse('approver_not_distinct', `${by.id} asked for this call: another person must decide`);
}

const entitled = (by: Caller, { roles, scopes = [] }: Approvers = {}): boolean =>
  (roles === undefined || roles.some((role) => holds(by.roles, role))) &&
  scopes.every((scope) => holds(by.scopes, scope));

const wanted = ({ roles, scopes }: Approvers = {}): string =>
  [
    roles && `one of the roles ${roles.join(', ')}`,
    scopes && `each of the scopes ${scopes.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' and ');

const isGiven = (edited: JsonObject | null | undefined): edited is JsonObject =>
  edited !== undefined && edited !== null;

async function editing(
  approval: Approval,
  tool: AnyTool,
  edited: JsonObject,
  prepare: Prepare,
  redact: World['redact'],
) {
  // A text that holds them would be taken, and kept whole: nothing in it is found to be private.
  if (!isObject(edited))
    refuse('arguments_not_valid', `the edited arguments of ${approval.tool} are no object`);
  const { effective } = approval;
  const names = Object.keys(tool.contract.bind ?? {});
  const bound = Object.fromEntries(names.map((name) => [name, effective[name] ?? null]));
  const changed = await prepare(tool, edited, bound);
  const { input, shapes } = tool.contract;
  // Who edits what they were shown sends the mark back: it would be written where the password was.
  if (privateTexts(edited, input, shapes).includes(REDACTED))
    refuse('arguments_not_valid', `the edited arguments hold ${REDACTED}: give what it stands for`);
  return { edited, effective: changed, preview: preview(changed, tool.contract, redact) };
}

/** An approval is for the tool as it was: one that changed since is asked about anew when the call is resumed. */
function current({ contractHash, tool }: Approval, { contract }: AnyTool): void {
  if (contractHash === contract.hash) return;
  refuse(
    'approval_outdated',
    `${tool} changed since it was asked about: resume the call to ask anew`,
  );
}

function within(
  grant: NonNullable<Approve['grant']>,
  { caller }: Approval,
  rule: ApprovalRule | undefined,
): void {
  const most = rule?.grants;
  // A grant to nobody would be one to everybody who is not signed in.
  if (!most || !caller)
    refuse('grant_not_allowed', 'the level of this tool gives no standing grants to this caller');
  else if (!isWithin(grant.max, most.max) || !isWithin(grant.forMs, most.forMs))
    refuse('grant_too_wide', `at most ${most.max} calls within ${most.forMs} ms may be granted`);
}

/** Half a call is none: a store would round it, each in its own way. */
const isWithin = (given: number, most: number): boolean =>
  Number.isSafeInteger(given) && given >= 1 && given <= most;

function refuse(code: string, message: string): never {
  throw new SetupError(code, message);
}
