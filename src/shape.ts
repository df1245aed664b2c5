import type { Json } from './json.js';

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
  /** Names of rewritings in `src/sanitize/transforms.ts`. */
  readonly transforms?: readonly string[];
  /** Names of checks in `src/sanitize/checks.ts`, or checks made by `toolwright/rules/*`. */
  readonly checks?: readonly (string | Check)[];
  /** Kept from the audit log; in a result also from the model. */
  readonly redact?: true;
  /**
   * Of a value that is redacted, the names that its schema gives: every other name in it is as private. Of parameters
   * some of which are redacted, those too, at any depth: under another name may stand what was meant for one of them.
   */
  readonly declared?: readonly string[];
  /** Result text from outside: marked as data before the model reads it. */
  readonly untrusted?: true;
  readonly properties?: Readonly<Record<string, PropertyShape>>;
  /** Properties that `properties` does not name and whose names match: of several that do, each holds. */
  readonly patterns?: readonly NamePattern[];
  /** Every other property. */
  readonly values?: Shape;
  /** What names that `properties` does not say must pass: checks, and transforms that must leave a name as it is. */
  readonly names?: readonly (string | Check)[];
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

export interface NamePattern {
  /** A regular expression (flag u), or one that `toolwright/rules/pattern` runs in linear time. */
  readonly name: string | { test(name: string): boolean };
  readonly shape: Shape;
}

export interface PropertyShape extends Shape {
  /** The property is optional and its own schema refuses null: a provider's null means absent. */
  readonly nullIsAbsent?: true;
  /** Filled in where the property is absent. */
  readonly default?: Json;
}

/** What holds others of its kind as a shape does, be it compiled or still to be printed. */
interface Nested<Inner> {
  readonly properties?: Readonly<Record<string, Inner>>;
  readonly cases?: Readonly<Record<string, Inner>>;
  readonly patterns?: readonly { readonly shape: Inner }[];
  readonly values?: Inner;
  readonly items?: Inner;
  readonly prefixItems?: readonly Inner[];
  readonly all?: readonly Inner[];
}

/** The shapes right inside of a shape. */
export const shapesIn = <Inner>(shape: Nested<Inner>): readonly Inner[] => [
  ...Object.values(shape.properties ?? {}),
  ...Object.values(shape.cases ?? {}),
  ...(shape.patterns ?? []).map(({ shape: each }) => each),
  ...(shape.values ? [shape.values] : []),
  ...(shape.items ? [shape.items] : []),
  ...(shape.prefixItems ?? []),
  ...(shape.all ?? []),
];
