import { AUDIT_PAGE, type AuditRow, type Ledger } from './ledger.js';

/** Writer by writer, page by page: a log may be larger than memory. */
export async function* rowsOf(log: Pick<Ledger, 'audit' | 'heads'>): AsyncGenerator<AuditRow> {
  for (const { writer } of await log.heads()) yield* rowsOfWriter(log, writer);
}

/** The rows of one writer whose `seq` is greater than `after`. */
export async function* rowsOfWriter(
  log: Pick<Ledger, 'audit'>,
  writer: string,
  after = 0,
): AsyncGenerator<AuditRow> {
  let last = after;
  for (;;) {
    const page = await log.audit({ writer, after: last });
    yield* page;
    if (page.length < AUDIT_PAGE) return;
    last = page.at(-1)?.seq ?? last;
  }
}
