import type { Decision } from '../call.js';
import { Refusal } from '../error.js';
import { permits } from '../permission.js';
import type { Policy } from './policy.js';

const allow: Decision = { effect: 'allow' };

/** The level of the tool and the tool's own conditions, now with the arguments. */
export const permission: Policy = ({ contract, caller, args }) => {
  const said = permits(contract, caller, args);
  if (said.allowed)
    return said.shadow === undefined ? allow : { effect: 'allow', shadow: said.shadow };
  return { effect: 'deny', refusal: new Refusal(said.code, { cause: said.cause }) };
};
