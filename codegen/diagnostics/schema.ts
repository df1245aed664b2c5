import { schemaKeyword } from './schema-keyword.js';
import { schemaRule } from './schema-rule.js';
import { schemaValue } from './schema-value.js';

/** TW2xxx: the JSON Schemas of tools.yaml, held against the dialect. */
export const schema = { ...schemaKeyword, ...schemaValue, ...schemaRule };
