import type { Env } from '../env.js';
import type { Ledger } from '../ledger/ledger.js';

/** A process that died is given up after this time, on the ledger's clock. */
const LEASE_MS = 30_000;

/**
 * Keeps a run to this process while it works on it. Returns how to let go; undefined while another process has it.
 * A lease that is lost all the same does no harm: the version of the run refuses the next save.
 */
export async function hold(
  ledger: Ledger,
  env: Env,
  run: string,
): Promise<(() => Promise<void>) | undefined> {
  const name = `run:${run}`;
  const owner = env.id();
  if (!(await ledger.acquire(name, owner, LEASE_MS))) return undefined;
  let held = true;
  let cancel = (): void => {};
  const renewLater = (): void => {
    if (held) cancel = env.after(LEASE_MS / 3, renew);
  };
  const renew = (): void => {
    ledger.renew(name, owner, LEASE_MS).then(renewLater, renewLater);
  };
  renewLater();
  return async () => {
    held = false;
    cancel();
    await ledger.free(name, owner).catch(() => {});
  };
}
