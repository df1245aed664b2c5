import type { Caller } from '../../../src/contract.js';
import type { Catalog } from '../../ir.js';
import type { TokenTable } from './tokens.js';

/** What is to be explained, and to whom. */
export interface View {
  readonly catalog: Catalog;
  /** One tool was asked for: it is told in full. */
  readonly single: boolean;
  /** All of the file: tools share what a request may hold. */
  readonly whole: Catalog;
  readonly tokens: TokenTable;
  /** Whether to tell what each provider cannot be told. */
  readonly lowering: boolean;
  /** Undefined: nobody in particular. */
  readonly caller: Caller | null | undefined;
}
