import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Caller, Context, Limit } from '../../../src/tool.js';
import { expression, fixtureTool, levels, toolset } from '../../fixture/tool.js';
import { random } from '../random.js';

/**
 * Row 48 of the requirements: "isolation: 2 tenants × 10⁴ mixed calls with colliding ids, keys and names: 0 cross
 * reads, limits and approvals separate."
 */
const CALLS = 20_000;

const id = { type: 'string', minLength: 1 } as const;
const input = { type: 'object', properties: { id }, required: ['id'], additionalProperties: false };
const LIMIT = 200;
const byUser: Limit = { name: 'user', limit: LIMIT, perMs: 1e9, by: 'user', onOutage: 'deny' };
const byTenant: Limit = { ...byUser, name: 'tenant', limit: 3 * LIMIT, by: 'tenant' };
const argsId = expression('args.id', ({ args }) => args?.id);

const tools = toolset({
  look: fixtureTool('look', { input }),
  limited: fixtureTool('limited', { input }, { limits: [byUser, byTenant] }),
  note: fixtureTool('note', { input }, { effect: 'write' }),
  once: fixtureTool(
    'once',
    { input },
    {
      effect: 'write',
      idempotencyKey: { key: argsId, ttlMs: 1e9 },
      exclusive: argsId,
    },
  ),
  ask: fixtureTool(
    'ask',
    { input },
    { effect: 'write', permission: levels.write_requires_approval },
  ),
});
type Name = keyof typeof tools.tools;

const tenants = ['acme', 'globex'] as const;
type Tenant = (typeof tenants)[number];
const person = (tenant: Tenant, name: string, roles: string[] = []): Caller => ({
  id: name,
  tenant,
  roles,
  scopes: [],
  attributes: {},
});
const people = ['ada', 'bob', 'eve', 'sue'];
const ids = ['1', '2', '3', '4', '5'];

interface Asked {
  readonly tenant: Tenant;
  readonly who: string;
  readonly name: Name;
  readonly id: string;
  readonly key?: string;
  readonly turn?: number;
}

function script(): Asked[] {
  const { pick, chance, integer } = random(48);
  return Array.from({ length: CALLS }, (): Asked => {
    const base = { tenant: pick(tenants), who: pick(people), id: pick(ids) };
    const name = pick(Object.keys(tools.tools) as Name[]);
    const same = chance(0.5) ? { key: `${name} ${pick(ids)}` } : {};
    return { ...base, name, ...(chance(0.5) ? same : { turn: integer(300) }) };
  });
}

function house() {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const ran: { tenant: string | undefined; tool: string }[] = [];
  const handler =
    (tool: string) =>
    ({ id: of }: JsonObject, { caller, key }: Context) => {
      ran.push({ tenant: caller?.tenant, tool });
      return { of: caller?.tenant, by: caller?.id, id: of, key };
    };
  const names = Object.keys(tools.tools);
  const handlers = Object.fromEntries(names.map((name) => [name, handler(name)])) as never;
  return { runtime: createRuntime({ tools, handlers, ledger, env }), ledger, env, ran };
}

/** Takes the calls of these tenants, in the order of the script; approvals are decided as they come. */
async function play(calls: readonly Asked[]) {
  const { runtime, ran, ledger } = house();
  const answers: { asked: Asked; text: string }[] = [];
  const foreign: string[] = [];
  for (const asked of calls) {
    const { tenant, who, name, id: of, key, turn } = asked;
    const caller = person(tenant, who);
    const call = { id: 'call_1', name, arguments: JSON.stringify({ id: of }) };
    const identity = { ...(key && { key }), ...(turn !== undefined && { run: 'run', turn }) };
    let outcome = await runtime.run(call, { caller, ...identity });
    if (outcome.status === 'pending') {
      const approval = outcome.approval;
      const other = tenants.find((each) => each !== tenant) as Tenant;
      const tries = [
        runtime.approvals.approve(approval.id, { by: person(other, 'sue', ['supervisor']) }),
        runtime.resume(approval.id, { caller: person(other, who) }),
      ];
      for (const attempt of await Promise.allSettled(tries))
        if (attempt.status === 'fulfilled') foreign.push(approval.id);
      await runtime.approvals.approve(approval.id, { by: person(tenant, 'sue', ['supervisor']) });
      outcome = await runtime.resume(approval.id, { caller });
    }
    answers.push({ asked, text: outcome.text });
  }
  return { answers, ran, foreign, ledger };
}

const calls = script();
const together = play(calls);

test(`2 tenants × ${CALLS / 2} calls with the same ids, keys and names: 0 cross reads`, async () => {
  const { answers, foreign, ledger } = await together;
  expect(foreign).toEqual([]);
  const crossed = answers.filter(
    ({ asked, text }) => text.includes('"of"') && JSON.parse(text).of !== asked.tenant,
  );
  expect(crossed).toEqual([]);
  for (const tenant of tenants) {
    const listed = await ledger.approvals({ tenant });
    expect(listed.length).toBeGreaterThan(300);
    expect(listed.every((approval) => approval.tenant === tenant)).toBe(true);
  }
});

test('a tenant gets the very answers it gets alone: limits, repeats and approvals are its own', async () => {
  const { answers: mixed, ran } = await together;
  // Keys that were not given are minted, and differ from run to run.
  const answersOf = (answers: typeof mixed, tenant: Tenant) =>
    answers
      .filter(({ asked }) => asked.tenant === tenant)
      .map(({ text }) => text.replace(/"id-[^"]+"/g, '"minted"'));
  for (const tenant of tenants) {
    const alone = await play(calls.filter((asked) => asked.tenant === tenant));
    expect(answersOf(mixed, tenant)).toEqual(answersOf(alone.answers, tenant));
    expect(ran.filter((each) => each.tenant === tenant)).toEqual(alone.ran);
  }
  // Something was limited, and something repeated, or this shows nothing.
  const all = mixed.map(({ text }) => text).join('\n');
  expect(all).toContain('rate_limited');
  expect(ran.length).toBeLessThan(CALLS);
});
