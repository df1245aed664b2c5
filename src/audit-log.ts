import type { Budget } from './budget.js';
import type { Env } from './env.js';
import { StoreError } from './error.js';
import type { ToolEvent } from './event.js';
import type { Ledger } from './ledger/ledger.js';

/** How long a record may wait for others before all are written together. */
const GROUP_MS = 50;
/** How long to wait before trying a ledger again that failed. */
const RETRY_MS = 1000;
/** How many records wait for a ledger that is down, at most; beyond, the oldest are lost, and that is recorded. */
const MAX_WAITING = 100_000;
/**
 * How much is written at once, in records and in characters: few enough for one statement, which stores all of them or
 * none, and which a database must take in the time it has, or nothing would ever be written again.
 */
const MOST_AT_ONCE = 400;
const LONGEST_AT_ONCE = 4_000_000;

/** The way into the ledger's audit log: in groups, in order, and again until it is there. */
export class AuditLog {
  /** False while the log cannot be written. */
  healthy = true;
  readonly #ledger: Ledger;
  readonly #env: Env;
  readonly #timeoutMs: number;
  #waiting: ToolEvent[] = [];
  #lost = 0;
  #closed = false;
  #cancelTimer: (() => void) | undefined;
  // One write after the other, so that the log holds events in the order they happened.
  #writing: Promise<void> = Promise.resolve();

  constructor(ledger: Ledger, env: Env, timeoutMs: number) {
    this.#ledger = ledger;
    this.#env = env;
    this.#timeoutMs = timeoutMs;
  }

  add(event: ToolEvent): void {
    this.#waiting.push(event);
    this.#bound();
    // What a call that was still at work has to say after the end is written at once, or never.
    if (this.#closed) this.flush().catch(() => undefined);
    else this.#schedule(GROUP_MS);
  }

  /** Resolves when everything added so far is stored. Throws when that fails, or takes too long. */
  async stored(budget: Budget): Promise<void> {
    const late = () => {
      // Until it is over nobody counts on it.
      this.healthy = false;
      return new StoreError('ledger', `the audit log took longer than ${this.#timeoutMs} ms`);
    };
    await budget.wait(this.flush(), late);
  }

  flush(): Promise<void> {
    const next = this.#writing.then(() => this.#write());
    this.#writing = next.catch(() => undefined);
    return next;
  }

  /** One last time; what cannot be written now is not tried again. */
  close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    return this.flush();
  }

  #schedule(ms: number): void {
    if (this.#closed) return;
    this.#cancelTimer ??= this.#env.after(ms, () => {
      this.#cancelTimer = undefined;
      this.flush().catch(() => this.#schedule(RETRY_MS));
    });
  }

  /** One group after the other: those before one that fails are stored, and never written again. */
  async #write(): Promise<void> {
    for (let left = this.#waiting.length; left > 0 && this.#waiting.length > 0; ) {
      const bodies = this.#nextBodies();
      left -= bodies.length;
      await this.#writeGroup(this.#waiting.splice(0, bodies.length), bodies);
    }
  }

  /** The texts of the records that are written next: one at least. */
  #nextBodies(): string[] {
    const bodies: string[] = [];
    let length = 0;
    for (const event of this.#waiting) {
      if (bodies.length === MOST_AT_ONCE) break;
      const body = textOf(event);
      length += body.length;
      if (bodies.length > 0 && length > LONGEST_AT_ONCE) break;
      bodies.push(body);
    }
    return bodies;
  }

  async #writeGroup(group: readonly ToolEvent[], bodies: string[]): Promise<void> {
    const lost = this.#lost;
    if (lost > 0)
      bodies.push(JSON.stringify({ v: 1, type: 'lost', at: this.#env.now(), events: lost }));
    // It is not given up, which would store the group twice; but until it is over nobody counts on it.
    const inTime = this.#env.after(this.#timeoutMs, () => {
      this.healthy = false;
    });
    try {
      await this.#ledger.append(bodies);
      this.healthy = true;
      this.#lost -= lost;
    } catch (error) {
      this.healthy = false;
      this.#waiting = [...group, ...this.#waiting];
      this.#bound();
      this.#schedule(RETRY_MS);
      throw error;
    } finally {
      inTime();
    }
  }

  #bound(): void {
    const over = this.#waiting.length - MAX_WAITING;
    if (over <= 0) return;
    this.#waiting.splice(0, over);
    this.#lost += over;
  }
}

/** What cannot be written as JSON leaves the rest of its event: a record must not take its group with it. Never throws. */
export function textOf(event: ToolEvent): string {
  try {
    return JSON.stringify(event);
  } catch {
    const { v, seq, at, caller, type } = event;
    const [run, key, tool] = [event.run, event.key, event.tool].map(told);
    const tenant = caller?.tenant ?? null;
    const who = caller && { id: told(caller.id), tenant: tenant === null ? null : told(tenant) };
    return JSON.stringify({ v, seq, at, run, key, tool, caller: who, type, unwritable: true });
  }
}

/** A program without types may take anything for an id: a BigInt of its database. */
function told(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}
