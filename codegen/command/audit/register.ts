import { type Command, InvalidArgumentError } from 'commander';
import type { Line } from '../line.js';
import type { EventFilter } from './query.js';

interface Format {
  readonly format: 'pretty' | 'json';
}
type Flags = Format & EventFilter & { readonly limit: number };

const FORMATS = ['pretty', 'json'];

/** What else `Date.parse` takes differs from engine to engine: to it `5` is a day in May 2001. */
const DATE = /^\d{4}-/;

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

function time(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const date = DATE.test(text) ? Date.parse(text) : Number.NaN;
  const at = amount ? Date.now() - Number(amount) * (UNITS[unit] ?? 0) : date;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write 30m, 2h, 7d or 2026-01-31T12:00Z.');
  return at;
}

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

export function addAudit(program: Command, line: Line): void {
  const audit = program.command('audit').description('the audit log of a ledger');
  addVerify(audit, line);
  addTail(audit, line);
  addQuery(audit, line);
}

function addVerify(audit: Command, { finish, terminal, format }: Line): void {
  audit
    .command('verify <database>')
    .description('check the hash chains of a ledger; exit code 1 where one is broken')
    .option('--key <file.pem...>', 'Ed25519 public keys: every checkpoint must be signed by one')
    .addOption(format(FORMATS))
    .action(async (database: string, flags: Format & { readonly key?: readonly string[] }) => {
      const { auditVerifyCommand } = await import('../audit.js');
      finish(await auditVerifyCommand(database, terminal(flags.format), flags.key));
    });
}

function addTail(audit: Command, { finish, terminal, format }: Line): void {
  audit
    .command('tail <database>')
    .description('show calls as they happen, until Ctrl+C')
    .option('--lines <n>', 'how many of the last events to begin with', count, 10)
    .addOption(format(FORMATS))
    .action(async (database: string, flags: Format & { readonly lines: number }) => {
      const { auditTailCommand } = await import('./tail.js');
      const enough = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => enough.abort());
      const said = terminal(flags.format);
      finish(await auditTailCommand(database, flags.lines, said, enough.signal));
    });
}

function addQuery(audit: Command, { finish, terminal, format }: Line): void {
  audit
    .command('query <database>')
    .description('find events')
    .option('--tool <name>', 'of this tool')
    .option('--caller <id>', 'of this caller')
    .option('--tenant <id>', 'of this tenant')
    .option('--code <code>', 'that ended so, as in rate_limited')
    .option('--status <status>', 'completed, failed, pending, approved, …')
    .option('--since <time>', 'not before: 30m, 2h, 7d or a date', time)
    .option('--until <time>', 'not after', time)
    .option('--run <id>', 'of this run')
    .option('--key <key>', 'of this call')
    .option('--limit <n>', 'the newest, at most', count, 100)
    .addOption(format(FORMATS))
    .action(async (database: string, { format: asked, limit, ...filter }: Flags) => {
      const { auditQueryCommand } = await import('./query.js');
      finish(await auditQueryCommand(database, filter, limit, terminal(asked)));
    });
}
