import { body } from '../../../../codegen/emit/validators/body.js';
import type { Schema } from '../../../../codegen/ir.js';
import { validatorCode } from '../../../../codegen/schema/compile.js';
import type { Validator } from '../../../../src/contract.js';
import { formats } from '../../../../src/rules/formats.js';
import { linear } from '../../../../src/rules/pattern.js';
import { equal, isMultiple, ucs2length } from '../../../../src/rules/validation.js';

/** The validator that is written out for a lowered schema: its very text, with what it imports. */
export function load(schema: Schema): Validator {
  const { text } = body(validatorCode(schema));
  const make = new Function(
    'ucs2length',
    'equal',
    'isMultiple',
    'formats',
    'linear',
    `return ${text}`,
  );
  return make(ucs2length, equal, isMultiple, formats, linear) as Validator;
}
