import type { ApprovalStatus, StoredResult } from '../call.js';
import type { Json, JsonObject } from '../json.js';

/** Written before a handler starts that has a side effect, or that a person agreed to. */
export interface Intent {
  readonly key: string;
  readonly run: string;
  readonly tenant: string | null;
  readonly caller: string | null;
  readonly tool: string;
  readonly contractHash: string;
  /** Canonical effective arguments. */
  readonly args: string;
  /** How long the handler may take; a record older than this with no result is of a process that died. */
  readonly timeoutMs: number;
}

export type CallState = 'begun' | 'settled' | 'unknown';

export interface CallRecord extends Intent {
  readonly state: CallState;
  readonly startedAt: number;
  readonly result: StoredResult | null;
  /** True while the handler of a `begun` record may still be at work, by the store's clock. */
  readonly alive: boolean;
}

export interface IdempotencyScope {
  readonly tenant: string | null;
  readonly tool: string;
  readonly key: string;
}

export type Idempotency =
  | { readonly state: 'free' }
  | { readonly state: 'running'; readonly call: string; readonly args: string }
  | {
      readonly state: 'done';
      readonly call: string;
      readonly args: string;
      readonly result: StoredResult;
    };

/** A standing grant: at most `max` calls of a tool by a caller, until `expiresAt`. */
export interface Grant {
  readonly id: string;
  readonly tenant: string | null;
  readonly caller: string | null;
  readonly tool: string;
  readonly contractHash: string;
  readonly max: number;
  readonly used: number;
  readonly expiresAt: number;
  readonly by: string;
}

export type ApprovalDecision =
  | {
      readonly status: 'approved';
      readonly by: string;
      readonly note: string | null;
      readonly edited?: JsonObject;
      readonly effective?: JsonObject;
      readonly preview?: string;
      /** A standing grant to whom and for what the approval is: `max` calls for `forMs`. */
      readonly grant?: { readonly id: string; readonly max: number; readonly forMs: number };
    }
  | { readonly status: 'rejected'; readonly by: string; readonly note: string | null };

/** What a redemption must match: any difference, and the approval is not used. */
export interface Redemption {
  readonly id: string;
  readonly tenant: string | null;
  readonly caller: string | null;
  readonly run: string;
  readonly key: string;
  readonly tool: string;
  readonly contractHash: string;
  /** Canonical effective arguments. */
  readonly args: string;
}

export interface RunRecord {
  readonly id: string;
  readonly tenant: string | null;
  readonly caller: string | null;
  /** Grows by one with every save: a save of a stale copy is refused. */
  readonly version: number;
  readonly status: 'running' | 'pending' | 'completed' | 'stopped';
  /** The transcript and the state of the loop, as its model loop wrote them. */
  readonly state: Json;
}

/** One line of the audit log, as stored. */
export interface AuditRow {
  readonly writer: string;
  /** From 1, without gaps, in each writer's chain. */
  readonly seq: number;
  /** SHA-256 (hex) over the previous hash and this body; the first follows 64 zeros. */
  readonly hash: string;
  readonly prev: string;
  /** JSON text of the event, or of a checkpoint; the hash is over exactly this text. */
  readonly body: string;
}

/** How many audit rows a query answers with where it names no limit. */
export const AUDIT_PAGE = 1000;

export interface AuditQuery {
  /** Absent: every writer's, in the order they were stored. */
  readonly writer?: string;
  /** Only rows of a greater `seq`. */
  readonly after?: number;
  /** Default `AUDIT_PAGE`. */
  readonly limit?: number;
}

export interface ApprovalQuery {
  readonly tenant?: string | null;
  readonly status?: ApprovalStatus;
  readonly run?: string;
}
