import type { Budget } from './budget.js';
import type { Received } from './call.js';
import type { EventBody } from './event.js';

/** What an event is about: a call, or a decision about one. */
export type Subject = Pick<Received, 'run' | 'key' | 'call' | 'caller'>;

export type DecisionBody = Extract<EventBody, { readonly type: 'approved' | 'rejected' }>;

/** Where events go: copies to every sink, and the audit log to the ledger. */
export interface Recorder {
  /** Group-committed within 50 ms; copies at once. Never throws. `at`: the time, for one who just looked. */
  record(call: Subject, body: EventBody, at?: number): void;
  /** Resolves when the audit log holds it durably, and all before it. Throws when it cannot, or not in time. */
  recordDurably(call: Subject, body: EventBody, budget: Budget): Promise<void>;
  /**
   * The record of a decision that `store` keeps itself, in the one statement it is the record of, after all before it.
   * Copies go out if `store` gives something; if not, an `undecided` event says what became of its number.
   */
  recordWith<Done>(
    call: Subject,
    body: DecisionBody,
    budget: Budget,
    store: (text: string) => Promise<Done | undefined>,
  ): Promise<Done | undefined>;
  /** False while the audit log cannot be written: writes are refused, reads by `audit.on_outage`. */
  readonly healthy: boolean;
  close(): Promise<void>;
}
