import { expect, test } from 'vitest';
import { createRuntime } from '../../../src/index.js';
import { virtualEnv } from '../../../src/testing/index.js';
import type { Caller, Toolset } from '../../../src/tool.js';
import { compileAndImport } from '../replay/compile.js';

/** Who shares a limit, from tools.yaml to what is answered: each word of `by`, and CEL. */

const fileOf = (by: string) => ({
  version: 1,
  name: 'limits',
  permissions: { signed: { authenticated: true } },
  rate_limits: { few: { limit: 1, per: '1h', by } },
  tools: Object.fromEntries(
    ['look', 'peer'].map((name) => [
      name,
      {
        description: 'Look at an order',
        effect: 'read',
        permission: 'signed',
        rate_limit: ['few'],
        parameters: {
          type: 'object',
          properties: { order: { type: 'string', maxLength: 20 } },
          required: ['order'],
        },
      },
    ]),
  ),
});

const caller = (id: string, tenant: string): Caller => ({
  ...{ id, tenant, roles: [], scopes: [] },
  attributes: { region: id === 'ann' ? 'eu' : 'us' },
});
const [ann, bob, eve] = [caller('ann', 't1'), caller('bob', 't1'), caller('ann', 't2')];

type Call = readonly [name: 'look' | 'peer', who: Caller, order: string];

/** The status of each call, one after another. */
async function answers(tools: Toolset, calls: readonly Call[]): Promise<readonly string[]> {
  const handlers = { look: () => 1, peer: () => 1 };
  const runtime = createRuntime({ tools, handlers, env: virtualEnv() } as never);
  const told: string[] = [];
  for (const [name, who, order] of calls) {
    const call = { id: 'c', name, arguments: JSON.stringify({ order }) };
    const outcome = await runtime.run(call, { caller: who });
    told.push(outcome.status === 'failed' ? outcome.error.code : outcome.status);
  }
  return told;
}

const first: Call = ['look', ann, 'o-1'];
const calls = {
  again: first,
  peer: ['peer', ann, 'o-1'],
  colleague: ['look', bob, 'o-1'],
  stranger: ['look', eve, 'o-1'],
  other: ['look', ann, 'o-2'],
} as const satisfies Record<string, Call>;

test.each<[string, readonly (keyof typeof calls)[]]>([
  ['user', ['again', 'peer', 'other']],
  ['tenant', ['again', 'peer', 'colleague', 'other']],
  ['tool', ['again', 'colleague', 'stranger', 'other']],
  ['global', ['again', 'peer', 'colleague', 'stranger', 'other']],
  ['caller.id', ['again', 'peer', 'other']],
  ['string(caller.attributes.region)', ['again', 'peer', 'other']],
  ['size(caller.roles)', ['again', 'peer', 'colleague', 'other']],
  ['"agent" in caller.roles ? caller.id : "all"', ['again', 'peer', 'colleague', 'other']],
])('by: %s', async (by, shared) => {
  const tools = await compileAndImport(fileOf(by) as never);
  for (const [name, call] of Object.entries(calls)) {
    const expected = shared.includes(name as keyof typeof calls) ? 'rate_limited' : 'completed';
    expect([name, await answers(tools, [first, call])]).toEqual([name, ['completed', expected]]);
  }
});

test('a key that cannot be computed denies: no call goes uncounted', async () => {
  const tools = await compileAndImport(fileOf('string(caller.attributes.nothing)') as never);
  expect(await answers(tools, [first])).toEqual(['policy_failed']);
});

test.each([
  ['usr', 'TW3'],
  ['caller.nothing', 'TW3'],
  ['caller.id +', 'TW3'],
  ['caller.roles', 'TW3071'],
  // The model would choose whose limit it uses up.
  ['args.order', 'TW3067'],
])('by: %s is refused where it is written', async (by, code) => {
  await expect(compileAndImport(fileOf(by) as never)).rejects.toThrow(code);
});
