import { meaningChain } from './meaning-chain.js';
import { meaningCondition } from './meaning-condition.js';
import { meaningName } from './meaning-name.js';
import { meaningRule } from './meaning-rule.js';

/** TW3xxx: what tools.yaml says: names that refer to each other, conditions, rules between fields. */
export const meaning = { ...meaningName, ...meaningRule, ...meaningChain, ...meaningCondition };
