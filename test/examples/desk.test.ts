import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agent, customer, supervisor } from '../../examples/desk/people.js';
import { openService, type Service } from '../../examples/desk/service.js';
import createTicket from '../../handlers/create_ticket.js';
import refundOrder from '../../handlers/refund_order.js';
import type { Json, JsonObject } from '../../src/json.js';
import type { Caller, Context } from '../../src/tool.js';

/** Every handler of the desk, through the real runtime, over a desk of its own. */

let folder: string;
let service: Service;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-'));
  service = openService(folder);
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const admin: Caller = { ...agent, id: 'usr_1', roles: ['admin'] };
const otherAdmin: Caller = { ...agent, id: 'usr_2', roles: ['admin', 'supervisor'] };
const stranger: Caller = { ...agent, id: 'usr_900', tenant: 'globex' };

let count = 0;
async function run(name: string, args: JsonObject, caller: Caller | null, by = otherAdmin) {
  const call = { id: `call_${++count}`, name, arguments: JSON.stringify(args) };
  const outcome = await service.runtime.run(call, { caller });
  if (outcome.status !== 'pending') return outcome;
  await service.runtime.approvals.approve(outcome.approval.id, { by });
  return service.runtime.resume(outcome.approval.id, { caller });
}
async function value(name: string, args: JsonObject, caller: Caller | null = agent): Promise<Json> {
  const outcome = await run(name, args, caller);
  if (outcome.status !== 'completed') throw new Error(outcome.text);
  return outcome.value;
}
async function code(name: string, args: JsonObject, caller: Caller | null = agent) {
  const outcome = await run(name, args, caller);
  return outcome.status === 'failed' ? outcome.error.code : outcome.status;
}

describe('reads', () => {
  test('weather, with its source', async () => {
    expect(await value('get_weather', { location: ' Tokyo ' })).toMatchObject({
      unit: 'celsius',
      source: expect.stringMatching(/^(open-meteo\.com|stand-in)$/),
    });
  });

  test('documents by their words; what looks like query syntax is words', async () => {
    const found = await value('search_documents', { query: 'refunds' });
    expect(found).toMatchObject({ documents: [{ id: 'doc_1' }, { id: 'doc_2' }, { id: 'doc_4' }] });
    for (const query of ['" OR 1', 'NEAR(', 'title:*', '***', "'; DROP TABLE users; --"])
      expect(await value('search_documents', { query })).toHaveProperty('documents');
  });

  test('a profile; its address is kept from the model', async () => {
    const outcome = await run('get_user_profile', { user_id: 'usr_204' }, agent);
    expect(outcome).toMatchObject({ status: 'completed' });
    expect(outcome.text).toContain('Ada Byron');
    expect(outcome.text).not.toContain('ada@example.com');
  });

  test('lists, newest first', async () => {
    expect(await value('list_items', { kind: 'tickets', status: 'open' })).toEqual({
      items: [
        { id: 'tkt_3002', title: 'Invoice is wrong', status: 'open' },
        { id: 'tkt_3001', title: 'Headphones crackle', status: 'open' },
      ],
    });
    expect(await value('list_items', { kind: 'orders', limit: 1 })).toMatchObject({
      items: [{ id: 'ord_1002', status: 'paid' }],
    });
    expect(await value('list_items', { kind: 'users', status: 'free' })).toMatchObject({
      items: [{ id: 'usr_777' }, { id: 'usr_205' }],
    });
  });

  test('nobody sees another tenant', async () => {
    expect(await code('get_user_profile', { user_id: 'usr_900' })).toBe('user_not_found');
    expect(await value('list_items', { kind: 'tickets' }, stranger)).toMatchObject({
      items: [{ id: 'tkt_9001' }],
    });
    expect(await value('search_documents', { query: 'refund' }, stranger)).toMatchObject({
      documents: [{ id: 'doc_5' }],
    });
  });
});

describe('writes', () => {
  test('a ticket is opened under the next number', async () => {
    const ticket = { user_id: 'usr_205', subject: 'New ticket', body: 'Text' };
    expect(await value('create_ticket', ticket)).toEqual({ ticket_id: 'tkt_9002' });
    expect(await code('create_ticket', { ...ticket, user_id: 'usr_1' })).toBe('user_not_found');
  });

  test.each([
    [{ record_id: 'tkt_3003', field: 'priority', value: 'urgent' }, 'completed'],
    [{ record_id: 'usr_205', field: 'name', value: 'B. Pascal' }, 'completed'],
    [{ record_id: 'tkt_3003', field: 'plan', value: 'pro' }, 'field_not_allowed'],
    [{ record_id: 'tkt_3003', field: 'status', value: 'on fire' }, 'value_not_allowed'],
    [{ record_id: 'tkt_9001', field: 'status', value: 'closed' }, 'record_not_found'],
  ])('update_record %j: %s', async (args, expected) => {
    expect(await code('update_record', args)).toBe(expected);
  });

  test('a letter goes to the outbox', async () => {
    const letter = { to: 'ada@example.com', subject: 'Your refund', body: 'It is on its way.' };
    expect(await value('send_email', letter)).toMatchObject({ delivery: 'outbox' });
    expect(readdirSync(join(folder, 'outbox'))).toHaveLength(1);
  });

  const refund = { customer_id: 'usr_204', order_id: 'ord_1001', amount: 20.5 };
  test('a refund under one request id happens once', async () => {
    const request = { ...refund, refund_request_id: 'once' };
    const first = await value('refund_order', request);
    expect(first).toMatchObject({ order_id: 'ord_1001', refunded: 20.5, left: 228.5 });
    expect(await value('refund_order', request)).toEqual(first);
    expect(await code('refund_order', { ...request, amount: 21 })).toBe('idempotency_conflict');
  });

  test.each([
    [{ amount: 9000 }, agent, 'amount_too_high'],
    [{ order_id: 'ord_1003' }, agent, 'already_refunded'],
    [{ order_id: 'ord_1002' }, agent, 'order_not_found'],
    [{ customer_id: 'usr_777', order_id: 'ord_1004' }, customer, 'permission_denied'],
    [{}, customer, 'completed'],
    [{}, stranger, 'order_not_found'],
  ])('refund %j', async (change, caller, expected) => {
    const request = { ...refund, ...change, refund_request_id: `r-${++count}` };
    expect(await code('refund_order', request, caller)).toBe(expected);
  });
});

describe('an attempt made again', () => {
  const context = (idempotencyKey: string, fence: number): Context => ({
    app: { ...service.desk, tenant: 'acme' },
    caller: agent,
    signal: new AbortController().signal,
    key: idempotencyKey,
    idempotencyKey,
    fence,
    log: () => {},
    progress: () => {},
    root: '/',
    checksOf: () => [],
  });
  const request = {
    ...{ tenant_id: 'acme', customer_id: 'usr_777', order_id: 'ord_1004' },
    ...{ amount: 10, refund_request_id: 'again' },
  };

  test('finds the refund of the first', async () => {
    const first = await refundOrder(request, context('again', 5));
    expect(await refundOrder(request, context('again', 6))).toEqual(first);
    expect(await refundOrder(request, context('other', 7))).toMatchObject({ left: 70 });
  });

  test('under a lease that has passed on writes nothing', async () => {
    await refundOrder(request, context('again', 7));
    await expect(refundOrder(request, context('late', 6))).rejects.toThrow(/passed on/);
    expect(await refundOrder(request, context('next', 8))).toMatchObject({ left: 70 });
  });

  test('finds the ticket of the first', async () => {
    const ticket = { user_id: 'usr_777', subject: 'Again', body: 'Text', priority: 'low' } as const;
    const first = await createTicket(ticket, context('ticket', 1));
    expect(await createTicket(ticket, context('ticket', 1))).toEqual(first);
    expect(await createTicket(ticket, context('ticket-2', 1))).not.toEqual(first);
  });
});

describe('administration', () => {
  test('roles are given and taken', async () => {
    const change = (what: string, role: string) =>
      value('modify_permissions', { user_id: 'usr_206', change: what, role }, admin);
    expect(await change('grant', 'admin')).toMatchObject({ roles: ['admin', 'agent'] });
    expect(await change('grant', 'admin')).toMatchObject({ roles: ['admin', 'agent'] });
    expect(await change('revoke', 'admin')).toMatchObject({ roles: ['agent'] });
  });

  test('a user is deleted, of this tenant', async () => {
    expect(await code('delete_user', { user_id: 'usr_900' }, admin)).toBe('user_not_found');
    expect(await value('delete_user', { user_id: 'usr_205' }, admin)).toEqual({
      deleted: 'usr_205',
    });
    expect(await code('delete_user', { user_id: 'usr_204' }, agent)).toBe('permission_denied');
  });

  test('the audit log is read, newest first', async () => {
    await code('delete_user', { user_id: 'usr_205' }, admin);
    await code('delete_user', { user_id: 'usr_204' }, agent);
    const log = await value('access_audit_logs', { tool: 'delete_user', limit: 50 }, admin);
    const { entries } = log as unknown as { entries: { tool: string; status: string }[] };
    expect(entries.length).toBeGreaterThan(3);
    expect(new Set(entries.map(({ tool }) => tool))).toEqual(new Set(['delete_user']));
    expect(entries[0]?.status).toBe('permission_denied');
  });

  test('nobody approves what needs four eyes alone', async () => {
    await expect(run('delete_user', { user_id: 'usr_204' }, otherAdmin)).rejects.toThrow();
    await expect(run('delete_user', { user_id: 'usr_204' }, admin, supervisor)).rejects.toThrow();
  });
});
