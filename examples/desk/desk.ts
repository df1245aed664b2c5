import { join } from 'node:path';
import type { Ledger } from 'toolwright';
import { type Database, openDatabase } from './database.js';
import { type Mailer, mailer } from './mail.js';
import { schema } from './schema.js';
import { seed } from './seed.js';
import { type WeatherService, weatherService } from './weather.js';

/** What a handler sees as `context.app`. */
export interface Desk {
  /** Whose desk it is, for this call: every query asks for it. */
  readonly tenant: string;
  readonly db: Database;
  readonly mail: Mailer;
  readonly weather: WeatherService;
  /** For reading the audit log. */
  readonly ledger: Ledger;
}

declare module 'toolwright' {
  interface Register {
    context: Desk;
  }
}

export interface DeskOptions {
  readonly ledger: Ledger;
  /** Letters go there; without one, to the folder `outbox`. */
  readonly smtpUrl?: string | undefined;
  readonly weather?: WeatherService;
}

/** Opens the desk that lives in a folder; an empty one is filled with examples. */
export function openDesk(folder: string, options: DeskOptions): Omit<Desk, 'tenant'> {
  const db = openDatabase(join(folder, 'desk.db'));
  db.transaction(() => {
    if (db.get("SELECT 1 FROM sqlite_schema WHERE name = 'users'")) return;
    db.exec(schema);
    seed(db);
  });
  const { ledger, weather = weatherService() } = options;
  return { db, ledger, weather, mail: mailer(join(folder, 'outbox'), options.smtpUrl) };
}
