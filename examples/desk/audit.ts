import type { Ledger, ToolEvent } from 'toolwright';

/** How far back the desk looks, in records of each writer. */
const REACH = 5000;

/** The events of a tenant's audit log, newest first. */
export async function newestEvents(ledger: Ledger, tenant: string): Promise<ToolEvent[]> {
  const chains = (await ledger.heads()).map(({ writer, seq }) =>
    ledger.audit({ writer, after: Math.max(0, seq - REACH), limit: REACH }),
  );
  return (await Promise.all(chains))
    .flat()
    .map(({ body }) => JSON.parse(body) as ToolEvent)
    .filter((event) => event.caller?.tenant === tenant)
    .sort((a, b) => b.at - a.at || b.seq - a.seq);
}
