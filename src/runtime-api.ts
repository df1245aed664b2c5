import type { Approval, ApprovalStatus, Outcome, ToolCall } from './call.js';
import type { Env } from './env.js';
import type { EventSink } from './event.js';
import type { Json, JsonObject } from './json.js';
import type { Ledger } from './ledger/ledger.js';
import type { Limiter } from './limiter/limiter.js';
import type {
  AnyTool,
  Caller,
  Context,
  Effect,
  HandlersOf,
  ProviderName,
  Toolset,
} from './tool.js';
import type { AppContext } from './world.js';

/** What `createRuntime` takes. */
export interface RuntimeOptions<Tools extends Readonly<Record<string, AnyTool>>> {
  /** `tools` of generated/index. */
  readonly tools: Toolset<Tools>;
  /** `handlers` of generated/handlers, or an object of your own: one for each tool. */
  readonly handlers: HandlersOf<Tools>;
  /** What handlers see as `context.app`: a value, or a function of the caller and the call. */
  readonly context?: Context['app'] | AppContext;
  /** Where limits are counted, and the calls that `concurrency` bounds. Default: in memory, for one process. */
  readonly limiter?: Limiter;
  /**
   * The most processes that share the limiter at any time. While it is out, each goes on with that part of every limit
   * that says `on_outage: local_share`. Default: not known, and such a limit then denies.
   */
  readonly processes?: number;
  /** Required as soon as a tool writes or may need approval (`ledger_required`). */
  readonly ledger?: Ledger;
  /**
   * Longest wait of a call for its stores before its handler starts, in ms, all their answers together; then the call
   * is refused with `store_unavailable`. The limiter may take half of it, then `on_outage` decides. As long again is
   * the longest wait for keeping what came of a write. A wait for a key that another call holds is no wait for a store.
   * Above 0, at most 2147483647 (24 days). Default 5000.
   */
  readonly storeTimeoutMs?: number;
  /** Copies of all events, as they happen: `jsonlAudit`, `pinoAudit`, `openTelemetry`, or a `write` of your own. */
  readonly events?: readonly EventSink[];
  /**
   * Hides more than what tools.yaml marks `redact: true`: applied to whatever events and the audit log keep of
   * arguments, causes and messages, and to the previews of approvals; handlers and models are not concerned. What it
   * throws at is hidden whole. `redactSecrets` of `toolwright/rules/secrets` is one. Default: nothing more.
   */
  readonly redact?: (value: Json) => Json;
  /** Narrows at boot; it can only take away. */
  readonly tighten?: { readonly disable?: readonly string[] };
  /** Folder that relative paths resolve against. Default: the working directory; `/` where there is none. */
  readonly root?: string;
  /** `allow`: reads run also while the audit log cannot be written. Default `deny`: nothing does. Writes never do. */
  readonly audit?: { readonly on_outage?: 'deny' | 'allow' };
  /**
   * Called when a person is wanted, once the approval is stored, and again where the same call comes again and still
   * waits. What leaves the service is best `preview`: `proposed` and `effective` are not redacted. Its failure is
   * logged, never the call's.
   */
  readonly onApproval?: (approval: Approval) => void | Promise<void>;
  /** For tests: a world of your own. */
  readonly env?: Partial<Env>;
}

/** Whose call it is, and which. */
export interface RunOptions {
  /** Who the model acts for; `null` for nobody. */
  readonly caller: Caller | null;
  /** Cancels the call: `canceled`, or `outcome_unknown` where a write has begun. */
  readonly signal?: AbortSignal;
  /**
   * An identity of the program's own for this call: the same key again is the same call, answered from the ledger.
   * Scoped to tenant and caller. Default: a fresh one.
   */
  readonly key?: string;
  /** The run this call belongs to. Default: one of its own. */
  readonly run?: string;
  /**
   * Which turn of the run; with `run`, the key is minted from tenant, caller, run, turn and index, and the same four
   * are the same call: a write that settled is answered from the ledger.
   */
  readonly turn?: number;
  /** The position in its turn, from 0 (the default); `runAll` counts it. */
  readonly index?: number;
  /** Run nothing and answer this, with the record every call leaves: the model loop knows that it cannot run. */
  readonly refuse?: 'truncated' | 'tool_not_found';
}

/** What would become of a call. */
export interface Explanation {
  /** `ask`: it would wait for a person. */
  readonly effect: 'allow' | 'deny' | 'ask';
  /** Whether the caller's model is shown the tool. */
  readonly visible: boolean;
  /** The policy that decided, or the stage that refused; absent on allow. */
  readonly by?: string;
  /** The failure it would have, on deny. */
  readonly code?: string;
  readonly issues?: readonly import('./error.js').Issue[];
}

/** A tool as a program may show it. `hash` is that of its contract. */
export interface ToolInfo {
  readonly name: string;
  readonly description: string;
  readonly effect: Effect;
  readonly permission: string;
  readonly hash: string;
}

/** The calls that wait for a person, or did. All of it throws `SetupError` (`ledger_required`) and `StoreError`. */
export interface Approvals {
  /** The oldest first. `tenant`: `null` for those without one; left out, those of every tenant. */
  list(query?: {
    readonly tenant?: string | null;
    readonly status?: ApprovalStatus;
    readonly run?: string;
  }): Promise<readonly Approval[]>;
  /** One of any tenant; undefined where there is none. */
  get(id: string): Promise<Approval | undefined>;
  /**
   * Records a decision, and runs nothing: `runtime.resume` or `chat.resume` does. `arguments` replaces what the model
   * proposed; it runs the whole pipeline. Throws `SetupError`: `approval_not_found` (so is one of another tenant than
   * `by`), `approver_not_allowed`, `approver_not_distinct`, `approval_not_pending`, `approval_outdated` and
   * `tool_not_found` (the tool changed), `arguments_not_valid`, `grant_not_allowed`, `grant_too_wide`.
   */
  approve(
    id: string,
    decision: {
      readonly by: Caller;
      readonly note?: string;
      readonly arguments?: JsonObject;
      /** A standing grant, within what the level allows: so long, in ms, and so many calls. */
      readonly grant?: { readonly forMs: number; readonly max: number };
    },
  ): Promise<Approval>;
  /** Throws as `approve` does, where that is about the approval and the approver. */
  reject(
    id: string,
    decision: { readonly by: Caller; readonly reason?: string },
  ): Promise<Approval>;
}

/** A toolset with its handlers behind one guarded call path. */
export interface Runtime {
  /**
   * One call through the whole pipeline. Never throws for a refusal, but `SetupError` (`invalid_identity`) where the
   * caller, the key or the run is named by what is no string, or one longer than 800 bytes, and (`invalid_option`)
   * where the signal is none.
   */
  run(call: ToolCall, options: RunOptions): Promise<Outcome>;
  /** All at once; answers in the order asked. One bad call spares its siblings. */
  runAll(
    calls: readonly ToolCall[],
    options: Omit<RunOptions, 'key' | 'index'>,
  ): Promise<readonly Outcome[]>;
  /**
   * Continues a call that waited for an approval, with the caller as they are now. Throws `SetupError`
   * (`approval_not_found`) where this caller has no such approval, and `StoreError` where the ledger cannot say.
   */
  resume(
    approvalId: string,
    options: { readonly caller: Caller | null; readonly signal?: AbortSignal },
  ): Promise<Outcome>;
  /** What would happen, without charging, storing or acting. */
  explain(call: ToolCall, caller: Caller | null): Promise<Explanation>;
  /** The tools this caller's model is shown, in code-unit order. */
  toolsFor(caller: Caller | null): readonly ToolInfo[];
  /**
   * Their entries for a provider's request, same order, same bytes every time. `Entry` is the type that the provider's
   * SDK has for one; where the request is written out, TypeScript finds it by itself.
   */
  providerTools<Entry = JsonObject>(
    provider: ProviderName,
    caller: Caller | null,
  ): Promise<Entry[]>;
  readonly approvals: Approvals;
  /** What `createRuntime` was given. */
  readonly ledger: Ledger | undefined;
  readonly env: Env;
  /**
   * False while the audit log cannot be written: writes are refused, and reads unless `audit.on_outage` allows them.
   * For the readiness probe of a service; it turns true again by itself.
   */
  readonly healthy: boolean;
  /**
   * Writes out the audit log, and flushes and closes the sinks: each has `storeTimeoutMs` for either. Throws
   * `StoreError` where the last records cannot be written: they are lost then. The ledger, the limiter and their
   * clients stay yours to close, afterwards: closing the ledger ends its audit log with a checkpoint.
   */
  close(): Promise<void>;
}
