import type { Budget } from './budget.js';
import type { Env } from './env.js';
import { StoreError } from './error.js';
import type { ToolEvent } from './event.js';
import type { Ledger } from './ledger/ledger.js';

/** How long a record may wait for others before all are written together. */
const GROUP_MS = 50;
/** How long to wait before trying a ledger again that failed. */
const RETRY_MS = 1000;
/**
 * How much waits for a ledger that is down, at most, in records and in characters; beyond, the oldest are lost, and
 * that is recorded.
 */
const MAX_WAITING = 100_000;
const LONGEST_WAITING = 64_000_000;
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
  #waiting: string[] = [];
  /** Of all that wait together, in characters. */
  #length = 0;
  /**
   * Those of which nobody knows whether they were stored. They are written again as they were, and first: the ledger
   * knows the same rows, and would store others beside them.
   */
  #unsure: readonly string[] = [];
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
    const body = textOf(event);
    this.#waiting.push(body);
    this.#length += body.length;
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
    let left = this.#waiting.length;
    while (this.#unsure.length > 0 || (left > 0 && this.#waiting.length > 0))
      left -= await this.#writeGroup();
  }

  /** Gives how many of those that wait it took along. */
  async #writeGroup(): Promise<number> {
    const next = this.#take(this.#fitting());
    const bodies = [...this.#unsure, ...next];
    if (this.#lost > 0 && bodies.length <= MOST_AT_ONCE) {
      const [at, events] = [this.#env.now(), this.#lost];
      bodies.push(JSON.stringify({ v: 1, type: 'lost', at, events }));
      this.#lost = 0;
    }
    this.#unsure = bodies;
    // It is not given up, which would store the group twice; but until it is over nobody counts on it.
    const inTime = this.#env.after(this.#timeoutMs, () => {
      this.healthy = false;
    });
    try {
      await this.#ledger.append(bodies);
      this.healthy = true;
      this.#unsure = [];
    } catch (error) {
      this.healthy = false;
      this.#schedule(RETRY_MS);
      throw error;
    } finally {
      inTime();
    }
    return next.length;
  }

  /** How many are written next: one at least, where none is unsure. */
  #fitting(): number {
    let count = this.#unsure.length;
    let length = this.#unsure.reduce((sum, body) => sum + body.length, 0);
    for (const body of this.#waiting) {
      length += body.length;
      if (count >= MOST_AT_ONCE || (count > 0 && length > LONGEST_AT_ONCE)) break;
      count += 1;
    }
    return count - this.#unsure.length;
  }

  #take(count: number): string[] {
    const taken = this.#waiting.splice(0, count);
    for (const body of taken) this.#length -= body.length;
    return taken;
  }

  #bound(): void {
    let over = Math.max(0, this.#waiting.length - MAX_WAITING);
    let length = this.#length;
    for (const body of this.#waiting.slice(0, over)) length -= body.length;
    // The newest is kept, however long it is.
    for (; length > LONGEST_WAITING && over < this.#waiting.length - 1; over += 1)
      length -= this.#waiting[over]?.length ?? 0;
    if (over === 0) return;
    this.#take(over);
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
