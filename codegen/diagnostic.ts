/** A place in a source file: 1-based line and column (UTF-16 units), and the length to underline. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** One thing wrong with the input: what, why, what to do, where. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly place?: Place;
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
}
