import type { Flag } from './call.js';
import type { Json, JsonObject } from './json.js';

interface Common {
  readonly v: 1;
  /**
   * Grows by one with every event of this runtime. A number that the log lacks is one that an `undecided` event names,
   * one of those that a `lost` line counts, or one of the last before a process died.
   */
  readonly seq: number;
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly at: number;
  /** The run that the call belongs to; a call outside a model loop is one of its own. */
  readonly run: string;
  /** The identity of the call: all events of one have it. */
  readonly key: string;
  /** As it was called: a model may have made the name up. */
  readonly tool: string;
  readonly caller: { readonly id: string; readonly tenant: string | null } | null;
}

/** What happens, as it happens: one union for audit, telemetry and the inspector. Redacted values never enter it. */
export type ToolEvent = Common & EventBody;

/** What an event tells beside who, where and when, by its `type`. */
export type EventBody =
  /** What was asked, as far as it was understood: one a call. Of a write, durable before its handler starts. */
  | {
      readonly type: 'intent';
      /** The hash of the tool, also of one that the caller must not see; null where there is none of that name. */
      readonly contract: string | null;
      readonly effect: string | null;
      /** Redacted effective arguments; null where they could not be read. */
      readonly args: Json;
      readonly flags?: readonly Flag[];
      readonly approval?: string;
    }
  /** How it ended: exactly one a call. */
  | {
      readonly type: 'outcome';
      readonly status: 'completed' | 'failed';
      readonly code?: string;
      /** Milliseconds from arrival. */
      readonly ms: number;
      /** The provider's id of the call, as long as one is: it leads to the transcript, where ids may repeat. */
      readonly call?: string | undefined;
      /** Answered from the ledger: the handler did not run again. */
      readonly replayed?: true;
      /** For the operator: the cause of a failure, as text. */
      readonly cause?: string;
    }
  /** A person is asked; `expiresAt` in ms since 1970 on the ledger's clock. */
  | {
      readonly type: 'pending';
      readonly approval: string;
      readonly contract: string;
      readonly args: Json;
      readonly expiresAt: number;
    }
  /** What a person decided: `by` is their id, `edited` what they wrote in place of the arguments, redacted. */
  | {
      readonly type: 'approved' | 'rejected';
      readonly approval: string;
      readonly by: string;
      readonly note: string | null;
      readonly edited?: Json;
      /** The standing grant that was given with it. */
      readonly grant?: { readonly id: string; readonly max: number; readonly forMs: number };
    }
  /** A person's decision that came too late (decided by another, or expired), or of which nobody knows. */
  | {
      readonly type: 'undecided';
      readonly approval: string;
      readonly by: string;
      readonly wanted: 'approved' | 'rejected';
      readonly why: 'too_late' | 'store_unavailable';
      /** The `seq` of the record of it. Where it was not made, the log has no such record. */
      readonly record: number;
    }
  /** What a level with `shadow: true` did not do: refuse with the code that `would` is, or ask for an `approval`. */
  | { readonly type: 'shadow'; readonly level: string; readonly would: string }
  /** The handler failed for the `attempt`th time and runs again. */
  | { readonly type: 'retry'; readonly attempt: number; readonly cause: string }
  /** A handler that had been given up settled after all. Never sent to the model. */
  | { readonly type: 'late'; readonly status: 'completed' | 'failed'; readonly ms: number }
  /**
   * A call met a store that was out; `mode` is what was done, as `on_outage` has it, or `answered`: what came of the
   * call could not be kept, and stands all the same.
   */
  | {
      readonly type: 'outage';
      readonly store: 'limiter' | 'ledger';
      readonly mode: string;
      readonly cause: string;
    }
  /** `context.log` and `context.progress` of a handler. */
  | { readonly type: 'log' | 'progress'; readonly message: string; readonly fields?: JsonObject };

/** A copy of the events. It may lose some, and whatever it throws or rejects with: the ledger is the audit. */
export interface EventSink {
  readonly name: string;
  /** Called at once with every event, in their order. */
  write(event: ToolEvent): void;
  /** Writes out what is buffered. */
  flush?(): Promise<void>;
  close?(): Promise<void>;
}
