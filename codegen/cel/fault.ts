/** What can be wrong with an expression. `start` and `end` are UTF-16 offsets into its source. */
export type Fault = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'syntax' | 'type'; readonly summary: string }
  | { readonly kind: 'refused'; readonly called: string }
  /** A field that is not declared; `known` are those that are. */
  | { readonly kind: 'field'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly known: readonly string[] }
  /** A text that a field is compared with and that its schema does not list; `known` are those that it does. */
  | {
      readonly kind: 'value';
      readonly value: string;
      readonly field: string;
      /** It is looked for in the list that the field is. */
      readonly isItem: boolean;
      readonly known: readonly string[];
    }
  /** Read where it may be absent. */
  | { readonly kind: 'optional'; readonly field: string }
  /** Used as what it is, and it may be null. */
  | { readonly kind: 'null'; readonly field: string }
  | { readonly kind: 'nobody' }
  /** `args` where only the caller may be looked at. */
  | { readonly kind: 'args' }
  /** `args` as a whole. */
  | { readonly kind: 'whole' }
  /** An iteration variable that hides one of ours. */
  | { readonly kind: 'shadow'; readonly name: string }
);

/** What is wrong, wherever it is. */
export type WithoutPlace = Fault extends infer F
  ? F extends Fault
    ? Omit<F, 'start' | 'end'>
    : never
  : never;
