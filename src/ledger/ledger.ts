import type { Approval, StoredResult } from '../call.js';
import type {
  ApprovalDecision,
  ApprovalQuery,
  AuditQuery,
  AuditRow,
  CallRecord,
  Grant,
  Idempotency,
  IdempotencyScope,
  Intent,
  Redemption,
  RunRecord,
} from './records.js';

export * from './records.js';

/**
 * What must survive the process: approvals, runs, write-ahead records, idempotency, leases and the audit log.
 * Every method is one conditional statement, or a few that are each safe to die between. Throws `StoreError` when the
 * store cannot answer. Contract: `test/contract/ledger.ts`.
 */
export interface Ledger {
  readonly name: string;
  /** The store's own clock, ms since 1970. */
  now(): Promise<number>;

  /**
   * Records the intent of a call. Of two with one key, one begins; the other gets the record. `attempt` names this try
   * and no other; one that was withdrawn throws, however late it comes.
   */
  begin(
    intent: Intent,
    attempt: string,
  ): Promise<{ readonly begun: true } | { readonly begun: false; readonly record: CallRecord }>;
  /**
   * Says that this try to begin started nothing, whether it was stored, will be stored late, or never: what another try
   * of the key began stays. Without another, the call never began.
   */
  withdraw(intent: Intent, attempt: string): Promise<void>;
  /** Takes a `begun` record over whose process died, to run it again. Only one caller wins. */
  retake(key: string, attempt: string): Promise<boolean>;
  /** Stores the result of a begun call, once; false if it was settled before. */
  settle(key: string, state: 'settled' | 'unknown', result: StoredResult): Promise<boolean>;
  call(key: string): Promise<CallRecord | undefined>;

  idempotency(scope: IdempotencyScope): Promise<Idempotency>;
  /**
   * Of many, one claims; the others get what is there. A claim dies after `leaseMs` unless completed. The one who
   * claims gets what was there before: `free`, or the dead `running` claim of another call that may have acted; of
   * several that died one after the other, the last whose call began. The call that holds a claim may claim again.
   */
  claim(
    scope: IdempotencyScope,
    claim: { readonly call: string; readonly args: string; readonly leaseMs: number },
  ): Promise<{ readonly claimed: boolean; readonly found: Idempotency }>;
  /** Keeps the result for `ttlMs`. */
  complete(
    scope: IdempotencyScope,
    call: string,
    result: StoredResult,
    ttlMs: number,
  ): Promise<void>;
  /** Gives a claim up: nothing happened. */
  release(scope: IdempotencyScope, call: string): Promise<void>;

  /** An exclusive lease; undefined while it is held, by whomever. The fence grows with every holder. */
  acquire(
    name: string,
    owner: string,
    ttlMs: number,
  ): Promise<{ readonly fence: number } | undefined>;
  /** False: the lease is lost. */
  renew(name: string, owner: string, ttlMs: number): Promise<boolean>;
  free(name: string, owner: string): Promise<void>;

  /**
   * Stores a pending approval, for `ttlMs` on the store's clock. Of two for one call key, contract hash and effective
   * arguments the first stays and is returned, whatever became of it.
   */
  propose(
    approval: Omit<
      Approval,
      'status' | 'createdAt' | 'expiresAt' | 'edited' | 'decidedBy' | 'decidedAt' | 'note'
    >,
    ttlMs: number,
  ): Promise<Approval>;
  /** With `status: 'expired'` where the store's clock says so. */
  approval(id: string): Promise<Approval | undefined>;
  /** The newest of a call key. */
  approvalOf(key: string): Promise<Approval | undefined>;
  /** In the order they were proposed. */
  approvals(query: ApprovalQuery): Promise<readonly Approval[]>;
  /**
   * Decides a pending approval, once; undefined if it is no longer pending. With a `record`, the audit log holds it if
   * and only if this decided, and so it is with the grant of a decision: no process can die between them.
   */
  decide(id: string, decision: ApprovalDecision, record?: string): Promise<Approval | undefined>;
  /** Uses an approved approval, once, if everything it binds is the same. */
  redeem(redemption: Redemption): Promise<boolean>;

  /** Those that are live, the oldest first. */
  grants(
    scope: Pick<Grant, 'tenant' | 'caller' | 'tool' | 'contractHash'>,
  ): Promise<readonly Grant[]>;
  /** Takes one call from a live grant; false when it is spent or expired. */
  spend(id: string): Promise<boolean>;

  /** Saves a run if its stored version is `run.version - 1` (0: not stored). False: somebody else saved it. */
  saveRun(run: RunRecord): Promise<boolean>;
  run(id: string): Promise<RunRecord | undefined>;

  /** Appends to this connection's own chain, durably when the promise resolves. */
  append(bodies: readonly string[]): Promise<void>;
  audit(query?: AuditQuery): Promise<readonly AuditRow[]>;
  /** Every writer's record count and last hash. */
  heads(): Promise<
    readonly { readonly writer: string; readonly seq: number; readonly hash: string }[]
  >;

  /** Where the audit log has chains: ends that of this connection with a checkpoint, if rows came since the last. */
  close(): Promise<void>;
}
