import { expect, test } from 'vitest';
import { permission } from '../../../src/policy/permission.js';
import { callers } from '../../fixture/desk.js';
import { expression, levels } from '../../fixture/tool.js';
import { boundCall, testWorld } from './bound-call.js';

const own = expression('args.id == caller.id', ({ args, caller }) => args?.id === caller?.id);

test.each([
  ['allowed', { allow: own }, { args: { id: 'ada' } }, { effect: 'allow' }],
  ['by its arguments not', { allow: own }, { args: { id: 'bob' } }, 'permission_denied'],
  ['by its role not', { permission: levels.admin_only }, {}, 'permission_denied'],
  ['nobody', {}, { caller: null }, 'unauthenticated'],
  [
    'a condition that fails',
    { allow: expression('1', () => 1) },
    { caller: callers.admin },
    'policy_failed',
  ],
  [
    'in shadow, with what it would have been',
    { permission: { ...levels.admin_only, shadow: true } },
    {},
    { effect: 'allow', shadow: 'permission_denied' },
  ],
] as const)('%s', async (_, rules, change, answer) => {
  const said = await permission(boundCall(rules, change), testWorld());
  if (typeof answer === 'object') expect(said).toEqual(answer);
  else expect(said).toMatchObject({ effect: 'deny', refusal: { code: answer } });
});
