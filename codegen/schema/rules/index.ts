import type { Rule } from './rule.js';
import { valueRules } from './value.js';
import { wordRules } from './word.js';

/** What is looked at in every schema by itself. */
export const rules: readonly Rule[] = [...wordRules, ...valueRules];
