import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Handlers, tools } from '../../generated/index.js';
import { createRuntime, memoryLedger, type Runtime } from '../../src/index.js';
import { chat } from '../../src/openai/index.js';
import {
  call,
  calls,
  type Line,
  type ScriptedModel,
  say,
  scriptedModel,
} from '../../src/testing/index.js';
import type { Caller } from '../../src/tool.js';
import { answersOf, hello } from './desk.js';

/** The compiled support desk behind the same loop: what the compiler emits for OpenAI means what tools.yaml says. */

const agent: Caller = { id: 'grace', tenant: 'acme', roles: ['agent'], scopes: [], attributes: {} };
const refund = (amount: number) =>
  call('refund_order', {
    customer_id: 'usr_204',
    order_id: 'ord_1001',
    amount,
    reason: null,
    refund_request_id: `r-${amount}`,
  });

let ran: [string, unknown][];
let model: ScriptedModel | undefined;
let runtime: Runtime;

beforeEach(() => {
  ran = [];
  const handlers = Object.fromEntries(
    Object.keys(tools.tools).map((name) => [
      name,
      (input: unknown) => {
        ran.push([name, input]);
        return name === 'get_weather'
          ? { temperature: 1, unit: 'celsius', summary: 'clear', source: 'a thermometer' }
          : { refund_id: 'rfd_1', order_id: 'ord_1001', refunded: 1, left: 0 };
      },
    ]),
  ) as unknown as Handlers;
  runtime = createRuntime({ tools, handlers, ledger: memoryLedger() });
});
afterEach(async () => {
  await model?.close();
  await runtime.close();
});

async function talk(...script: Line[]) {
  model = await scriptedModel([...script, say('done')]);
  const client = new OpenAI({ baseURL: model.url, apiKey: 'any' });
  const run = await chat(runtime, { client, caller: agent, model: 'any', messages: [hello] });
  return { run, answers: answersOf(run.messages), requests: model.requests };
}

describe('the compiled desk', () => {
  test('a null that strict mode asks for is the default; a location is trimmed and never empty', async () => {
    const { answers } = await talk(
      calls([
        call('get_weather', { location: ' Oslo ', unit: null }),
        call('get_weather', { location: '   ', unit: null }),
        call('get_weather', { location: 'Oslo\u{e0041}', unit: null }),
      ]),
    );
    expect(ran).toEqual([['get_weather', { location: 'Oslo', unit: 'celsius' }]]);
    expect(answers.map((answer) => answer.error?.code)).toEqual([
      undefined,
      'invalid_arguments',
      'unsafe_arguments',
    ]);
  });

  test('what the model sees: no admin tool, no bound field; a bound field it sends is refused', async () => {
    const { requests, answers } = await talk(
      call('refund_order', { ...JSON.parse(refund(5).calls[0]?.text ?? ''), tenant_id: 'globex' }),
    );
    const shown = JSON.stringify(requests[0]?.tools);
    expect(shown).not.toMatch(/delete_user|modify_permissions|access_audit_logs|tenant_id/);
    expect(answers[0].error.code).toBe('invalid_arguments');
    expect(ran).toEqual([]);
  });

  test('a small refund runs with the tenant bound; a large one waits', async () => {
    const { run } = await talk(calls([refund(5), refund(500)]));
    expect(ran).toEqual([
      ['refund_order', expect.objectContaining({ tenant_id: 'acme', amount: 5 })],
    ]);
    expect(run).toMatchObject({ status: 'pending', approvals: [{ level: 'refunds' }] });
  });
});
