import type { Diagnostic, Place } from './diagnostic.js';

/** Collects what is wrong: every pass goes on after a fault, so that all problems show at once. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  add(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }
  get failed(): boolean {
    return this.diagnostics.some((each) => each.severity === 'error');
  }
}

/** One row of the closed table of diagnostics: `place` says where, `values` fill the sentences in. */
export interface Row<Values> {
  readonly severity: 'error' | 'warning';
  /** One line for `explain-code` and the docs. */
  readonly title: string;
  readonly message: (values: Values) => string;
  readonly why: string;
  readonly help: (values: Values) => string;
}

export const row = <Values>(entry: Row<Values>): Row<Values> => entry;

export type { Diagnostic, Place };
