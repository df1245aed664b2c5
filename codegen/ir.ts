import type { Retry } from '../src/error.js';
import type { Json, JsonObject } from '../src/json.js';
import type { Effect, OnOutage } from '../src/tool.js';

/** tools.yaml as it is meant: defaults applied, durations in ms, sizes in bytes, references resolved. Immutable. */
export interface Catalog {
  readonly name: string;
  /** In code-unit order of their names. */
  readonly tools: readonly ToolIr[];
  /** Every level of the file, for the catalogue page. */
  readonly levels: readonly LevelIr[];
  /** As tools that read meet them. */
  readonly limits: readonly LimitIr[];
}

/** A CEL expression that parsed and type-checked. */
export interface ExpressionIr {
  readonly source: string;
  readonly usesArgs: boolean;
  /** CEL types of the parameters it may see, as the rule leaf takes them. */
  readonly types: JsonObject;
}

export interface LevelIr {
  readonly name: string;
  readonly description?: string;
  readonly public: boolean;
  readonly authenticated: boolean;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly allow?: readonly ExpressionIr[];
  readonly forbid?: readonly ExpressionIr[];
  readonly approval?: ApprovalIr;
  readonly shadow: boolean;
}

export interface ApprovalIr {
  readonly when?: ExpressionIr;
  readonly expiresMs: number;
  readonly by?: { readonly roles?: readonly string[]; readonly scopes?: readonly string[] };
  readonly distinct: boolean;
  /** Of a tool whose level is in shadow: it asks itself, and is not only recorded. */
  readonly enforced?: true;
  readonly grants?: { readonly forMs: number; readonly max: number; readonly when?: ExpressionIr };
}

export interface LimitIr {
  readonly name: string;
  readonly limit: number;
  readonly perMs: number;
  readonly burst?: number;
  readonly by: 'user' | 'tenant' | 'tool' | 'global' | ExpressionIr;
  readonly cost?: number;
  readonly onOutage: OnOutage;
}

/** A check of a sanitizer chain after it is resolved: a named one, or a rule leaf with its options. */
export type CheckIr =
  | { readonly kind: 'check'; readonly name: string }
  | {
      readonly kind: 'rule';
      readonly leaf: 'path' | 'url' | 'regex';
      readonly make: string;
      readonly options: JsonObject;
    };

/** A sanitizer chain, compiled: transforms run before validation in written order, checks on the final value. */
export interface Chain {
  readonly transforms: readonly string[];
  readonly checks: readonly CheckIr[];
}

/** `Shape` of src/tool.ts with its checks still to be printed. Same field names, same meaning. */
export interface ShapeIr {
  readonly transforms?: readonly string[];
  readonly checks?: readonly CheckIr[];
  readonly redact?: true;
  readonly declared?: readonly string[];
  readonly untrusted?: true;
  readonly properties?: Readonly<
    Record<string, ShapeIr & { readonly nullIsAbsent?: true; readonly default?: Json }>
  >;
  readonly patterns?: readonly { readonly name: string; readonly shape: ShapeIr }[];
  readonly values?: ShapeIr;
  readonly names?: readonly (string | CheckIr)[];
  readonly items?: ShapeIr;
  readonly prefixItems?: readonly ShapeIr[];
  readonly all?: readonly ShapeIr[];
  readonly tag?: string;
  readonly cases?: Readonly<Record<string, ShapeIr>>;
  readonly ref?: string;
}

/** A JSON Schema of the dialect: closed objects explicit, `$defs` exactly what is reached, our own keywords gone. */
export type Schema = JsonObject;

export interface ToolIr {
  readonly name: string;
  /** get_weather → getWeather: the exported identifier, safe in TypeScript. */
  readonly identifier: string;
  /** get_weather → GetWeather: the prefix of its type names. */
  readonly typeName: string;
  readonly description: string;
  readonly deprecated?: string;
  readonly effect: Effect;
  readonly idempotent: boolean;
  readonly permission: LevelIr;
  readonly allow?: ExpressionIr;
  readonly forbid?: ExpressionIr;
  readonly limits: readonly LimitIr[];
  readonly idempotencyKey?: { readonly key: ExpressionIr; readonly ttlMs: number };
  readonly exclusive?: ExpressionIr;
  readonly concurrency?: number;
  readonly bind: Readonly<Record<string, ExpressionIr>>;
  readonly timeoutMs: number;
  readonly retry?: { readonly attempts: number; readonly backoffMs: number };
  readonly maxResultBytes: number;
  readonly errors: Readonly<Record<string, { readonly message: string; readonly retry: Retry }>>;
  readonly examples: readonly Json[];
  /** Everything a handler gets, bound parameters included. */
  readonly parameters: Schema;
  /** What the model may send: `parameters` without the bound ones. */
  readonly input: Schema;
  /** A schema for each bound parameter. */
  readonly bound: Readonly<Record<string, Schema>>;
  readonly result?: Schema;
  readonly inputShape: ShapeIr;
  readonly resultShape: ShapeIr;
  readonly shapes: Readonly<Record<string, ShapeIr>>;
  /** SHA-256 (hex) over the canonical text of all of the above. */
  readonly hash: string;
}
