export type {
  Approval,
  ApprovalStatus,
  Flag,
  Outcome,
  Part,
  StoredResult,
  ToolCall,
} from './call.js';
export type { Env } from './env.js';
export {
  type ErrorCode,
  errorTable,
  type Failure,
  type Issue,
  NotImplemented,
  type Retry,
  SetupError,
  StoreError,
  ToolError,
} from './error.js';
export type { EventBody, EventSink, ToolEvent } from './event.js';
export { canonical, type Json, type JsonObject } from './json.js';
export type { Ledger } from './ledger/ledger.js';
export { memoryLedger } from './ledger/memory.js';
export type { Limiter } from './limiter/limiter.js';
export { memoryLimiter } from './limiter/memory.js';
export * from './register.js';
export { createRuntime } from './runtime.js';
export type {
  Approvals,
  Explanation,
  RunOptions,
  Runtime,
  RuntimeOptions,
  ToolInfo,
} from './runtime-api.js';
export type { Caller, Context, Handler, HandlersOf, Tool, Toolset } from './tool.js';
