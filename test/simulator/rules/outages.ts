import { all, type Rule } from '../check.js';
import { shared } from '../tools.js';

const PROCESSES = 2;
/** The part of one process: so many at once, and one in so many ms. */
const burst = Math.floor(shared.burst / PROCESSES);
const intervalMs = (shared.perMs / shared.limit) * PROCESSES;

/** While the limiter is out, `local_share` lets a process's part through and no more, and `allow` refuses nothing. */
export const outages: Rule = (history, complain) => {
  const asks = new Map(all(history, 'ask').map((ask) => [ask.ask, ask]));
  const heard = new Map<string, number>();
  const parts = new Map<string, { at: number; filled: number }>();
  const spent = (name: string): boolean => {
    const left = heard.get(name) ?? 0;
    heard.set(name, Math.max(0, left - 1));
    return left > 0;
  };
  const calm = all(history, 'calm ledger').length > 0;
  for (const seen of history) {
    if (seen.type === 'heard')
      for (const { key } of seen.charges) {
        const name = `${seen.process} ${seen.said} ${key}`;
        heard.set(name, (heard.get(name) ?? 0) + 1);
      }
    if (seen.type !== 'start' && seen.type !== 'answer') continue;
    const { process = 0, tool, caller } = asks.get(seen.ask) ?? {};
    const about = (said: string, limit: string) =>
      `${process} ${said} ["${limit}","tenant",${JSON.stringify(caller?.tenant ?? null)}]`;
    if (seen.type === 'start' && tool === 'browse' && !spent(about('yes', 'shared'))) {
      // One that comes again may have been charged before, when it did not come so far.
      if (seen.key.startsWith('[')) continue;
      const name = about('part', 'shared');
      const { at, filled } = parts.get(name) ?? { at: seen.at, filled: 0 };
      const now = Math.max(0, filled - (seen.at - at) / intervalMs) + 1;
      parts.set(name, { at: seen.at, filled: now });
      if (now > burst + 1e-9) complain(`browse ran beyond the part of process ${process}`);
    }
    if (seen.type === 'answer' && tool === 'glance' && seen.outcome.status === 'failed') {
      const { code } = seen.outcome.error;
      const limited = code === 'rate_limited' && !spent(about('no', 'open'));
      if (limited || (code === 'store_unavailable' && calm))
        complain(`glance was refused in an outage: ${code}`);
    }
  }
};
