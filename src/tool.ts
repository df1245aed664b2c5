import type { Caller, Contract, FORMAT } from './contract.js';
import type { JsonObject } from './json.js';
import type { Register } from './register.js';
import type { Check } from './shape.js';

export * from './contract.js';
export * from './shape.js';

/**
 * What a handler gets beside its arguments. Its members are made when they are read: hand on the context itself, or
 * what you need of it by name. A copy (`{ ...context }`) has them not.
 */
export interface Context {
  /** What `createRuntime({ context })` gave. */
  readonly app: Register extends { context: infer App } ? App : unknown;
  /** Who the model acts for; `null` for nobody. */
  readonly caller: Caller | null;
  /** Aborted on timeout, cancellation and a lost lease. */
  readonly signal: AbortSignal;
  /** The identity of the call. */
  readonly key: string;
  /**
   * Hand this to whatever performs the side effect: the same for every attempt of the same call. Printable ASCII, fit
   * for a header; it holds the ids of tenant and caller, or what `idempotency_key` made: where that is long, hash it.
   */
  readonly idempotencyKey: string;
  /** Of a tool with `exclusive`: grows with every holder of the key; refuse writes that carry a lower one. */
  readonly fence?: number;
  /** Absolute folder that relative paths resolve against. */
  readonly root: string;
  /** The checks that tools.yaml puts on the arguments with this value: `openInside` and `safeFetch` hold to them. */
  checksOf(value: string): readonly Check[];
  /** An event of type `log`: for the operator and the audit log, never for the model. */
  log(message: string, fields?: JsonObject): void;
  /** The same of type `progress`. */
  progress(message: string, fields?: JsonObject): void;
}

export type HandlerFunction<Arguments, Result> = (
  input: Arguments,
  context: Context,
) => Result | Promise<Result>;

/** A handler that may carry the name of its tool, so that a wrong one is a type error. */
export type Handler<
  Name extends string = string,
  Arguments = never,
  Result = unknown,
> = HandlerFunction<Arguments, Result> & { readonly tool?: Name };

/** A compiled tool of any types: what the runtime needs of it. */
export interface AnyTool {
  readonly contract: Contract;
}

/** A compiled tool: its contract and the ways to implement it. */
export interface Tool<
  Name extends string = string,
  Input = unknown,
  Arguments = never,
  Result = unknown,
  Errors extends string = string,
> {
  readonly contract: Contract<Name, Errors>;
  handler(run: HandlerFunction<Arguments, Result>): Handler<Name, Arguments, Result>;
  /** A declared error: throwing it asserts that nothing happened. */
  error(code: Errors, options?: ErrorOptions): Error;
  /** Types only: what the model sends. */
  readonly '~input'?: Input;
}

/** One entry of a provider's tool array. */
export interface ProviderTool {
  readonly name: string;
  readonly tool: JsonObject;
}

export type ProviderName = 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini' | 'mcp';

/** What `generated/index.ts` exports as `tools`. */
export interface Toolset<
  Tools extends Readonly<Record<string, AnyTool>> = Readonly<Record<string, AnyTool>>,
> {
  readonly format: typeof FORMAT;
  readonly name: string;
  /** The version of the compiler that wrote it. */
  readonly compiler: string;
  readonly tools: Tools;
  readonly providers: Readonly<
    Record<ProviderName, () => Promise<{ readonly tools: readonly ProviderTool[] }>>
  >;
}

/** The map of handlers a toolset needs. */
export type HandlersOf<Tools> = {
  readonly [K in keyof Tools]: Tools[K] extends Tool<
    infer Name,
    infer _I,
    infer Arguments,
    infer Result,
    infer _E
  >
    ? Handler<Name, Arguments, Result>
    : never;
};
