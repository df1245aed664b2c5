import type { Budget } from './budget.js';
import type { ToolCall } from './call.js';
import type { Env } from './env.js';
import type { Ledger } from './ledger/ledger.js';
import type { Limiter } from './limiter/limiter.js';
import type { LocalShare } from './local-share.js';
import type { Redact } from './private.js';
import type { Recorder } from './recorder.js';
import type { Slots } from './slots.js';
import type { AnyTool, Caller, Context, Handler } from './tool.js';

/** What `createRuntime({ context })` takes: a value, or a function of the caller and the call. */
export type AppContext = (
  caller: Caller | null,
  call: ToolCall,
) => Context['app'] | Promise<Context['app']>;

/** Everything the stages of a call may touch, in one place. */
export interface World {
  readonly env: Env;
  /** By name; without the tools that `tighten` disabled. */
  readonly tools: ReadonlyMap<string, { readonly tool: AnyTool; readonly handler: Handler }>;
  readonly limiter: Limiter;
  /** This process's part of the limits, for while the limiter is out; absent where nobody said what part. */
  readonly localShare: LocalShare | undefined;
  /** Absent only where no tool writes or may need approval. */
  readonly ledger: Ledger | undefined;
  readonly recorder: Recorder;
  readonly slots: Slots;
  /** Leases, places and calls that never began, on their way back to their store: `close` waits for them. */
  readonly givingBack: Set<Promise<void>>;
  readonly app: AppContext;
  /** Absolute folder that relative paths resolve against. */
  readonly root: string;
  /** Hides more than what tools.yaml marks from events and previews. */
  readonly redact?: Redact | undefined;
  /** Reads run without an audit record while the ledger is down. */
  readonly auditOnOutage: 'deny' | 'allow';
  /** What is left of the time in which the stores must have answered. */
  readonly budget: Budget;
  /** The same world with a new budget: for one call, or one decision of a person. */
  anew(): World;
  /** Decide without charging, storing or acting: `explain`. */
  readonly dry: boolean;
}
