/** In what two schemas differ. */
export type Kind =
  | 'type'
  | 'enum'
  | 'bound'
  | 'pattern'
  | 'format'
  | 'open'
  | 'property'
  | 'new-required'
  | 'required'
  | 'unknown';

/** `narrower`: the new schema refuses values the old one took; `wider`: the other way round. */
export interface Difference {
  readonly kind: Kind;
  readonly way: 'narrower' | 'wider';
  readonly path: string;
  readonly detail: string;
}

/** A property that only one of two schemas names; `*` stands for those that only one lets through unnamed. */
export interface Moved {
  readonly path: string;
  /** Which of the two does not name it. */
  readonly missing: 'old' | 'new';
  /** Whether that one lets it through all the same. */
  readonly open: boolean;
}
