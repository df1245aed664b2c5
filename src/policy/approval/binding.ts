import type { Approval, BoundCall, Decision } from '../../call.js';
import { canonical } from '../../json.js';
import { preview } from '../../preview.js';
import type { Redact } from '../../private.js';
import { open } from '../../stage/open.js';

export const allow: Decision = { effect: 'allow' };

/** A person agreed, and to no second run: whether there was a first one, the record of the call says. */
export function agreed(call: BoundCall, decision = allow): Decision {
  open<BoundCall>(call).approved = true;
  return decision;
}

/** Everything an approval binds. */
export const bound = ({ key, run, caller, contract, args }: BoundCall) => ({
  tenant: caller?.tenant ?? null,
  caller: caller?.id ?? null,
  run,
  key,
  tool: contract.name,
  contractHash: contract.hash,
  args: canonical(args),
});

/** The question as it is put to the ledger, which gives it its times; the id comes from the asker. */
export function draft(call: BoundCall, redact: Redact | undefined): Approval {
  const { args, ...binding } = bound(call);
  return {
    ...binding,
    id: '',
    status: 'pending',
    call: { id: idOf(call), name: call.call.name },
    level: call.contract.permission.name,
    proposed: call.proposed,
    effective: call.args,
    preview: preview(call.args, call.contract, redact),
    edited: null,
    createdAt: 0,
    expiresAt: 0,
    decidedBy: null,
    decidedAt: null,
    note: null,
  };
}

/** As text, which a store takes alone: some providers give no id, and programs without types hand that on. */
const idOf = ({ call }: BoundCall): string => String(call.id ?? '');

/** Whether a person was asked about this tool as it is and these arguments. */
export const same = (
  { contract, args }: BoundCall,
  { contractHash, effective }: Approval,
): boolean => contractHash === contract.hash && canonical(effective) === canonical(args);

/** Whether an approval is for this very call, in everything it binds. */
export function bindsAll(call: BoundCall, asked: Approval): boolean {
  const { tenant, caller, run, key, tool, contractHash, effective } = asked;
  const args = canonical(effective);
  return (
    canonical(bound(call)) === canonical({ tenant, caller, run, key, tool, contractHash, args })
  );
}
