import type { Retry } from './error.js';
import type { Json, JsonObject } from './json.js';
import type { Register } from './register.js';

/** The layout version of generated code. Boot refuses any other number. */
export const FORMAT = 1;

/** Who the model acts for. `null` instead of a caller is nobody. */
export interface Caller {
  readonly id: string;
  /** Absent: a namespace of its own, shared with no named tenant. */
  readonly tenant?: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly attributes: JsonObject;
}

/** What an expression of tools.yaml can see. `args` is absent where only the caller may be looked at. */
export interface Scope {
  readonly args?: JsonObject;
  readonly caller: Caller | null;
}

/** A compiled CEL expression (`toolwright/rules/cel`). Throws when it cannot be evaluated: the call is then denied. */
export interface Expression {
  (scope: Scope): unknown;
  readonly source: string;
  /** Whether it mentions `args`: if not, it takes part in deciding which tools a caller sees. */
  readonly usesArgs: boolean;
}

export type Effect = 'read' | 'write' | 'destructive';
export type OnOutage = 'deny' | 'local_share' | 'allow';

/** Who may decide an approval: any one of the roles, and all of the scopes. */
export interface Approvers {
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
}

export interface ApprovalRule {
  /** Asked only when this holds. Absent: always. */
  readonly when?: Expression;
  /** How long an undecided or unused approval lasts, in ms on the ledger's clock. */
  readonly expiresMs: number;
  /** Absent: any caller of the same tenant. */
  readonly by?: Approvers;
  /** Four eyes: nobody decides their own call. */
  readonly distinct?: true;
  /** Standing grants an approver may give: at most `max` calls within `forMs`, each satisfying `when`. */
  readonly grants?: { readonly forMs: number; readonly max: number; readonly when?: Expression };
}

/** A permission level. Everything listed must hold; any `forbid` that holds denies. */
export interface Level {
  readonly name: string;
  readonly public?: true;
  readonly authenticated?: true;
  /** Any one of them. */
  readonly roles?: readonly string[];
  /** All of them. */
  readonly scopes?: readonly string[];
  readonly allow?: readonly Expression[];
  readonly forbid?: readonly Expression[];
  readonly approval?: ApprovalRule;
  /** Decide and record, but do not enforce (a signed-in caller is still required where the level asks for one). */
  readonly shadow?: true;
}

export type LimitKey = 'user' | 'tenant' | 'tool' | 'global' | Expression;

/** A rate limit (GCRA): `limit` a `perMs`, at most `burst` at once. */
export interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly perMs: number;
  /** Default: `limit`. */
  readonly burst?: number;
  readonly by: LimitKey;
  /** Default 1. */
  readonly cost?: number;
  /** What happens while the limiter's store is down. */
  readonly onOutage: OnOutage;
}

/** A rewriting of a string before validation, by its name in `src/sanitize/transforms.ts`. */
export type TransformName = string;

/** What a check may look at besides the value. */
export interface GuardContext {
  /** The folder that relative paths resolve against; absolute. */
  readonly root: string;
}

export type Verdict =
  | { readonly effect: 'pass' }
  /** Goes on, and is marked in the audit log. */
  | { readonly effect: 'flag'; readonly reason: string }
  /** `message` may be read by the model: it names the rule, never the value. */
  | { readonly effect: 'reject'; readonly message: string };

/** A test of a final string value. Never changes it. */
export interface Check {
  readonly name: string;
  run(value: string, context: GuardContext): Verdict;
}

/**
 * What is done inside a value: before validation (nulls, defaults, transforms) and after (checks), and what is kept
 * from the audit log or marked for the model. It mirrors the schema and holds only places where something happens.
 */
export interface Shape {
  readonly transforms?: readonly TransformName[];
  /** Names of checks in `src/sanitize/checks.ts`, or checks made by `toolwright/rules/*`. */
  readonly checks?: readonly (string | Check)[];
  /** Kept from the audit log; in a result also from the model. */
  readonly redact?: true;
  /** Result text from outside: marked as data before the model reads it. */
  readonly untrusted?: true;
  readonly properties?: Readonly<Record<string, PropertyShape>>;
  /** Every property that `properties` does not name. */
  readonly values?: Shape;
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  /** All of these apply to the value as well (`allOf`, `$ref` with siblings). */
  readonly all?: readonly Shape[];
  /** A union whose branches differ in the constant value of the property `tag`. */
  readonly tag?: string;
  readonly cases?: Readonly<Record<string, Shape>>;
  /** A shared shape of the contract (`Contract.shapes`): how recursion is written. */
  readonly ref?: string;
}

export interface PropertyShape extends Shape {
  /** The property is optional and its own schema refuses null: a provider's null means absent. */
  readonly nullIsAbsent?: true;
  /** Filled in where the property is absent. */
  readonly default?: Json;
}

export interface DeclaredError {
  readonly message: string;
  readonly retry: Retry;
}

/** One error as Ajv's generated code reports it. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A generated validator. `errors` belongs to the last call: read it at once. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

export interface Validators {
  /** What the model may send: the parameters without the bound ones, defaults applied. */
  readonly input: Validator;
  /** One for each bound parameter. */
  readonly bound?: Readonly<Record<string, Validator>>;
  /** Absent: the tool declares no result schema. */
  readonly result?: Validator;
}

/** A tool as data: everything tools.yaml says of it that matters at run time. */
export interface Contract<Name extends string = string, Errors extends string = string> {
  readonly format: typeof FORMAT;
  readonly name: Name;
  /** SHA-256 (hex) of the tool's meaning: approvals and audit records carry it. */
  readonly hash: string;
  readonly description: string;
  readonly deprecated?: string;
  readonly effect: Effect;
  /** The handler hands `context.idempotencyKey` on and may be run again. Reads are always idempotent. */
  readonly idempotent?: true;
  readonly permission: Level;
  readonly allow?: Expression;
  readonly forbid?: Expression;
  readonly limits?: readonly Limit[];
  readonly idempotencyKey?: { readonly key: Expression; readonly ttlMs: number };
  /** Calls whose key is the same run one after another, across processes. */
  readonly exclusive?: Expression;
  /** Calls of this tool at work at once, in one process. */
  readonly concurrency?: number;
  readonly bind?: Readonly<Record<string, Expression>>;
  readonly timeoutMs: number;
  readonly retry?: { readonly attempts: number; readonly backoffMs: number };
  /** Largest result the model reads: UTF-8 bytes of its JSON. */
  readonly maxResultBytes: number;
  readonly errors?: Readonly<Record<Errors, DeclaredError>>;
  readonly examples?: readonly Json[];
  /** Names of the parameters the model may send, for nearest-name hints. */
  readonly parameters: readonly string[];
  /** Whether `""` may stand for `{}`: nothing is required. */
  readonly emptyAllowed: boolean;
  readonly input?: Shape;
  readonly result?: Shape;
  readonly shapes?: Readonly<Record<string, Shape>>;
  readonly validators: () => Promise<{ readonly validators: Validators }>;
}

/** What a handler gets beside its arguments. */
export interface Context {
  /** What `createRuntime({ context })` gave. */
  readonly app: Register extends { context: infer App } ? App : unknown;
  readonly caller: Caller | null;
  /** Aborted on timeout, cancellation and a lost lease. */
  readonly signal: AbortSignal;
  /** The identity of the call. */
  readonly key: string;
  /** Hand this to whatever performs the side effect: the same for every attempt of the same call. */
  readonly idempotencyKey: string;
  /** Of a tool with `exclusive`: grows with every holder of the key; refuse writes that carry a lower one. */
  readonly fence?: number;
  log(message: string, fields?: JsonObject): void;
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
  Tools extends Readonly<Record<string, Tool>> = Readonly<Record<string, Tool>>,
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
