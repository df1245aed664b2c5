import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRuntime, type Runtime } from 'toolwright';
import { sqliteLedger } from 'toolwright/node';
import { handlers } from '../../generated/handlers.js';
import { tools } from '../../generated/index.js';
import { type Desk, openDesk } from './desk.js';

export interface Service {
  readonly runtime: Runtime;
  readonly desk: Omit<Desk, 'tenant'>;
  close(): Promise<void>;
}

/** The support desk as a service: its data and its ledger in one folder, which any number of processes may open. */
export function openService(folder: string): Service {
  mkdirSync(folder, { recursive: true });
  const ledger = sqliteLedger(join(folder, 'ledger.db'));
  const desk = openDesk(folder, { ledger, smtpUrl: process.env.SMTP_URL });
  const runtime = createRuntime({
    tools,
    handlers,
    ledger,
    context: (caller) => ({ ...desk, tenant: caller?.tenant ?? '' }),
  });
  const close = async () => {
    await runtime.close();
    await ledger.close();
    desk.db.close();
  };
  return { runtime, desk, close };
}
