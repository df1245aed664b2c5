import { _, type CodeKeywordDefinition } from 'ajv';
import { isMultiple } from '../../src/rules/validation.js';

/**
 * `multipleOf` of decimals as they are written. Ajv divides doubles: exactly, which refuses 19.99 for 0.01, or with a
 * tolerance that refuses 9756634.52 and takes 1e-12.
 */
export const multipleOf = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: { message: '', params: ({ schema }) => _`{multipleOf: ${schema}}` },
  code(context) {
    const { gen, data, schema } = context;
    // The remainder of whole numbers is exact.
    if (Number.isInteger(schema)) return context.fail(_`${data} % ${schema} !== 0`);
    const ours = gen.scopeValue('func', {
      ref: isMultiple,
      code: _`require("toolwright/multiple")`,
    });
    context.fail(_`!${ours}(${data}, ${schema})`);
  },
} satisfies CodeKeywordDefinition;
