import type { Retry } from './error.js';
import type { Json, JsonObject } from './json.js';
import type { Shape } from './shape.js';

/** The layout version of generated code. Boot refuses any other number. */
export const FORMAT = 1;

/** Who the model acts for. `null` instead of a caller is nobody. */
export interface Caller {
  /** Empty: nobody. */
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
  /** The tool asks for it itself: it holds also where its level is in shadow. */
  readonly enforced?: true;
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
  /** What happens to a read while the limiter's store is down: a write is denied. */
  readonly onOutage: OnOutage;
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

/** The compiled schemas of a tool. */
export interface Validators {
  /** What the model may send: the parameters without the bound ones, defaults applied. */
  readonly input: Validator;
  /** One for each bound parameter. */
  readonly bound?: Readonly<Record<string, Validator>>;
  /** Absent: the tool declares no result schema. */
  readonly result?: Validator;
}

/** `generated/validators/<tool>.ts`. `hash` is that of the tool it was generated from: see `Contract.hash`. */
export interface ValidatorModule {
  readonly hash: string;
  readonly validators: Validators;
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
  /**
   * Calls of this tool at work at once, in all processes that share the limiter. Those of a process that stalls for
   * more than 15 s lose their places while still at work: then there are more, until it wakes and they end.
   */
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
  readonly validators: () => Promise<ValidatorModule>;
}
