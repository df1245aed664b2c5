import type { Json } from '../../src/json.js';

/** What a value of tools.yaml may be. Plain data: the check of the shape and the schema for editors both read it. */
export type Spec =
  | TextSpec
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'duration'; readonly mostMs: number }
  | { readonly kind: 'size'; readonly mostBytes: number }
  | { readonly kind: 'list'; readonly of: Spec; readonly least: number }
  | NamesSpec
  | RecordSpec
  /** The first that is of the value's own kind (text, map, list …) is the one meant. */
  | { readonly kind: 'either'; readonly of: readonly Spec[] }
  /** Any map: its members are somebody else's to check. */
  | { readonly kind: 'data' }
  /** A JSON Schema: `codegen/schema` checks it. */
  | { readonly kind: 'schema' };

export interface TextSpec {
  readonly kind: 'text';
  /** As in "expected …". */
  readonly what: string;
  readonly most: number;
  /** Absent: any text that is not empty. */
  readonly name?: NameRule;
  /** What an editor proposes. */
  readonly examples?: readonly string[];
}

/** A map whose keys are names that the file gives. */
export interface NamesSpec {
  readonly kind: 'names';
  readonly rule: NameRule;
  readonly of: Spec;
  readonly least: number;
}

/** A map whose keys the language gives. */
export interface RecordSpec {
  readonly kind: 'record';
  readonly keys: Readonly<Record<string, Key>>;
  /** Exactly one of the keys is written. */
  readonly one?: true;
}

export interface Key {
  readonly spec: Spec;
  /** Markdown, for editors. */
  readonly doc: string;
  readonly required?: true;
  readonly examples?: readonly Json[];
}

export interface NameRule {
  /** A source that JavaScript and JSON Schema both read. */
  readonly pattern: string;
  /** Ends the sentence "a name …". */
  readonly says: string;
}

/** What every model provider takes as the name of a tool, and every language as an identifier. */
export const identifier: NameRule = {
  pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,63}$',
  says: 'has letters, digits and `_`, does not start with a digit, and has at most 64 characters',
};
/** A name of the file's own choice: of a parameter, a role, a scope. */
export const anyName: NameRule = {
  pattern: '^\\S(.*\\S)?$',
  says: 'is not empty and has no blanks around it',
};
export const slug: NameRule = {
  pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
  says: 'has small letters, digits, `-`, `_` and `.`, and at most 64 characters',
};

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const text = (most = 4000, what = 'a text'): Spec => ({ kind: 'text', what, most });
export const name = (what: string, rule = identifier): TextSpec => ({
  kind: 'text',
  what,
  most: 256,
  name: rule,
});
export const expression: Spec = { kind: 'text', what: 'a CEL expression', most: 2000 };
export const flag: Spec = { kind: 'flag' };
export const integer = (least = 1, most = 1_000_000_000): Spec => ({
  kind: 'integer',
  least,
  most,
});
export const choice = (...values: readonly (string | number)[]): Spec => ({
  kind: 'choice',
  values,
});
export const duration = (mostMs = 366 * DAY): Spec => ({ kind: 'duration', mostMs });
export const list = (of: Spec, least = 1): Spec => ({ kind: 'list', of, least });
export const names = (of: Spec, rule = identifier, least = 0): Spec => ({
  kind: 'names',
  rule,
  of,
  least,
});
export const either = (...of: readonly Spec[]): Spec => ({ kind: 'either', of });
export const record = (keys: Readonly<Record<string, Key>>): RecordSpec => ({
  kind: 'record',
  keys,
});
export const oneOf = (keys: Readonly<Record<string, Key>>): RecordSpec => ({
  kind: 'record',
  keys,
  one: true,
});

export const must = (spec: Spec, doc: string, ...examples: readonly Json[]): Key => ({
  spec,
  doc,
  required: true,
  ...(examples.length > 0 && { examples }),
});
export const may = (spec: Spec, doc: string, ...examples: readonly Json[]): Key => ({
  spec,
  doc,
  ...(examples.length > 0 && { examples }),
});
