import { SetupError } from '../error.js';
import type { Ledger, RunRecord } from '../ledger/ledger.js';
import type { Runtime } from '../runtime-api.js';
import type { Caller } from '../tool.js';

export const ledgerOf = (runtime: Runtime): Ledger => {
  if (runtime.ledger) return runtime.ledger;
  throw new SetupError(
    'ledger_required',
    'runs are kept in the ledger, and this runtime has none; give createRuntime one',
  );
};

/** A run as it was saved, for the caller who began it. Throws `run_not_found`, `caller_mismatch`. */
export async function savedRun(
  runtime: Runtime,
  id: string,
  caller: Caller | null,
): Promise<RunRecord> {
  const record = await ledgerOf(runtime).run(id);
  if (!record) {
    throw new SetupError(
      'run_not_found',
      `the ledger has no run ${JSON.stringify(id)}; only runs that called a tool are kept there`,
    );
  }
  const same = record.tenant === tenantOf(caller) && record.caller === (caller?.id ?? null);
  if (same) return record;
  throw new SetupError(
    'caller_mismatch',
    `run ${JSON.stringify(id)} was begun by somebody else; resume it for the caller who began it`,
  );
}

const tenantOf = (caller: Caller | null): string | null => caller?.tenant ?? null;

/** What to save, as the caller's. */
export const recordOf = (
  caller: Caller | null,
  run: Pick<RunRecord, 'id' | 'version' | 'status' | 'state'>,
): RunRecord => ({ ...run, tenant: tenantOf(caller), caller: caller?.id ?? null });

export const runTaken = (id: string): SetupError =>
  new SetupError(
    'run_taken',
    `run ${JSON.stringify(id)} is being continued elsewhere; the result there is the one that counts`,
  );
