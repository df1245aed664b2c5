import type { ToolIr } from '../../../codegen/ir.js';
import { typeNameOf } from '../../../codegen/lower/name.js';
import { lowered, type Written } from './lowered.js';

/** A tool of which only the schemas matter. */
export const toolOf = (name: string, written: Written): ToolIr =>
  ({ name, typeName: typeNameOf(name), description: '', ...lowered(written) }) as unknown as ToolIr;
