import { expect, test } from 'vitest';
import type { Level } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { bench } from '../../fixture/runtime.js';
import { expression, fixtureTool } from '../../fixture/tool.js';

/** `shadow: true` on a level: what it would have decided is recorded, and not enforced. */

const throws = expression('args.bug', () => {
  throw new Error('a bug in a condition');
});
const approval = { expiresMs: 1000 };

test.each<[string, Partial<Level>, string[]]>([
  ['a role they have not', { roles: ['boss'] }, ['permission_denied']],
  ['a scope they have not', { scopes: ['s'] }, ['permission_denied']],
  ['a condition that throws', { allow: [throws] }, ['policy_failed']],
  ['an approval', { authenticated: true, approval }, ['approval']],
  ['a role and an approval', { roles: ['boss'], approval }, ['permission_denied', 'approval']],
  ['what they have', { authenticated: true }, []],
])('%s: recorded, not enforced', async (_, rest, would) => {
  const permission: Level = { name: 'new', shadow: true, ...rest };
  const { call, of, runtime } = house(permission);
  expect(await call('act')).toMatchObject({ status: 'completed' });
  expect(of('shadow').map((event) => [event.level, event.would])).toEqual(
    would.map((each) => ['new', each]),
  );
  expect(of('pending')).toEqual([]);
  expect(runtime.toolsFor(callers.user).map(({ name }) => name)).toEqual(['act']);
});

test('without shadow the same levels are enforced', async () => {
  const { call, of } = house({ name: 'new', roles: ['boss'], approval });
  expect(await call('act')).toMatchObject({ status: 'failed' });
  expect(of('shadow')).toEqual([]);
});

test('nobody is let in where the level asks for a caller', async () => {
  const { call, of } = house({ name: 'new', roles: ['boss'], shadow: true });
  expect(await call('act', {}, { caller: null })).toMatchObject({ status: 'failed' });
  expect(of('shadow')).toEqual([]);
});

function house(permission: Level) {
  const runtime = bench(
    { act: fixtureTool('act', {}, { effect: 'write', permission }) },
    { act: () => null },
  );
  return { runtime, call: runtime.call, of: runtime.of };
}
