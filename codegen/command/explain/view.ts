import type { Caller } from '../../../src/contract.js';
import type { Catalog } from '../../ir.js';

/** What is to be explained, and to whom. */
export interface View {
  readonly catalog: Catalog;
  /** One tool was asked for: it is told in full. */
  readonly single: boolean;
  /** Undefined: nobody in particular. */
  readonly caller: Caller | null | undefined;
}
