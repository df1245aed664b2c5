import { expect, test } from 'vitest';
import type { ToolEvent } from '../../../src/event.js';
import { callers } from '../../fixture/desk.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';
import { desk } from './desk.js';

/** One intent and one outcome a call, however it ends; what is private never enters. */

test.each([
  ['completed', 'search_documents', { query: 'a' }, undefined],
  ['an unknown tool', 'no_such_tool', {}, 'tool_not_found'],
  ['an invisible tool', 'delete_user', { user_id: 'u' }, 'permission_denied'],
  ['no JSON', 'search_documents', '{"query":', 'invalid_json'],
  ['wrong arguments', 'search_documents', { query: 1 }, 'invalid_arguments'],
  ['nobody signed in', 'search_documents', { query: 'a' }, 'unauthenticated'],
])('%s', async (what, name, args, code) => {
  const it = desk();
  const caller = what === 'nobody signed in' ? null : callers.user;
  const outcome = await it.run(name, args, { caller });
  const events = it.of(outcome.key);
  expect(events.map(({ type }) => type)).toEqual(['intent', 'outcome']);
  expect(events[1]).toMatchObject(code ? { status: 'failed', code } : { status: 'completed' });
  expect(events[0]?.caller).toEqual(caller && { id: 'ada', tenant: 'acme' });
});

test.each([
  ['call_9', 'call_9'],
  ['c'.repeat(1000), 'c'.repeat(128)],
  ['', undefined],
  [5, undefined],
])('the outcome tells the id that the provider gave: %j', async (id, call) => {
  const it = desk();
  for (const name of ['search_documents', 'no_such_tool']) {
    const made = { id: id as string, name, arguments: { query: 'a' } };
    const { key } = await it.runtime.run(made, { caller: callers.user });
    expect(it.of(key).at(-1)).toMatchObject({ type: 'outcome', call });
  }
});

test('the ledger holds the same, in order, once it is flushed', async () => {
  const it = desk();
  await it.run('search_documents', { query: 'a' });
  await it.run('add_note', { text: 'b' });
  await it.runtime.close();
  const rows = await it.ledger.audit();
  expect(rows.map(({ body }) => JSON.parse(body))).toEqual(it.events);
});

test('records are committed in groups within 50 ms; the intent of a write before its handler', async () => {
  const it = desk();
  await it.run('search_documents', { query: 'a' });
  expect(await it.ledger.audit()).toHaveLength(0);
  await it.env.advance(50);
  expect(await it.ledger.audit()).toHaveLength(2);
});

test('an unknown tool and a forbidden one read alike', async () => {
  const it = desk();
  const unknown = await it.run('remove_user', { user_id: 'u' }, { caller: callers.user });
  const forbidden = await it.run('delete_user', { user_id: 'u' }, { caller: callers.user });
  expect(forbidden.text).toBe(unknown.text);
  expect(forbidden).toMatchObject({ error: { code: 'permission_denied' } });
  const names = it.runtime.toolsFor(callers.user).map(({ name }) => name);
  expect(names).not.toContain('delete_user');
  expect(it.runtime.toolsFor(callers.admin).map(({ name }) => name)).toContain('delete_user');
});

test('one bad sink spares the others and the call', async () => {
  const bad = () => {
    throw new Error('full');
  };
  const seen: string[] = [];
  const events = [bad, ({ type }: ToolEvent) => void seen.push(type)];
  const { call } = house({ events: events.map((write) => ({ name: 'test', write })) });
  expect(await call('wire', { amount: 1 })).toMatchObject({ status: 'pending' });
  expect(seen).toEqual(['pending']);
});

/** A tool that asks, and what it was given. */
function house(options: Record<string, unknown>) {
  const given: unknown[] = [];
  const input = { type: 'object', properties: { amount: { type: 'integer' } } } as const;
  const wire = fixtureTool(
    'wire',
    { input },
    { effect: 'write', permission: levels.write_requires_approval },
  );
  const handlers = { wire: (args: never) => void given.push(args) };
  return { ...bench({ wire }, handlers, options), given };
}

/** A program without types may well do this: everything here is read-only. */
const mask = (value: unknown) => Object.assign(value as object, { amount: '***' });

test.each<[string, Record<string, unknown>]>([
  [
    'a sink',
    {
      events: [{ name: 'masks', write: (event: ToolEvent) => 'args' in event && mask(event.args) }],
    },
  ],
  ['what redacts', { redact: mask }],
])(
  '%s that masks arguments in place changes nothing of what is approved and runs',
  async (_, options) => {
    const { call, approvals, resume, given, ledger } = house(options);
    const asked = await call('wire', { amount: 1 });
    if (asked.status !== 'pending') throw new Error(asked.text);
    const { id } = asked.approval;
    expect(await approvals.approve(id, { by: callers.supervisor })).toMatchObject({
      proposed: { amount: 1 },
      effective: { amount: 1 },
    });
    expect(await resume(id, { caller: callers.agent })).toMatchObject({ status: 'completed' });
    expect(given).toEqual([{ amount: 1 }]);
    const bodies = (await ledger?.audit())?.map(({ body }) => JSON.parse(body)) ?? [];
    const amount = 'redact' in options ? '***' : 1;
    for (const type of ['pending', 'intent'])
      expect(bodies.find((each) => each.type === type)).toMatchObject({ args: { amount } });
  },
);
