import { expect, test } from 'vitest';
import { StoreError } from '../../../src/error.js';
import { createRuntime, memoryLedger } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { type ChatClient, chat, type Message, type Run } from '../../../src/openai/index.js';
import { virtualEnv } from '../../../src/testing/index.js';
import { problemOf } from '../../../src/testing/request-rules.js';
import type { AnyTool, Context } from '../../../src/tool.js';
import { callers, handlers, tools } from '../../fixture/desk.js';
import { type Random, random } from '../../proofs/random.js';

/**
 * Random histories of a run: a model that calls what it likes, people who agree, edit, refuse and are late, users who go
 * on talking, stores and models that fail, and two processes at once. Whatever happens, the provider takes the
 * transcript, no write runs twice, and nothing runs that nobody agreed to; in the end every call has its answer.
 */
const HISTORIES = 150;
const STEPS = 8;
const HOUR = 3_600_000;

const names = [
  'create_ticket',
  'create_ticket',
  'add_note',
  'search_documents',
  'delete_user',
  'no',
];
const texts = ['{"subject":"one"}', '{"subject":"two"}', '{"text":"t"}', '{"query":"q"}', '{"subj'];
const failing = ['saveRun', 'run', 'begin', 'redeem', 'propose', 'approval', 'append', 'settle'];
const user: Message = { role: 'user', content: 'go on' };

/** The same tools after a release that changed one of them: what waits for it is asked about anew. */
const later = {
  ...tools,
  tools: { ...tools.tools, create_ticket: released(tools.tools.create_ticket) },
};
function released<T extends AnyTool>(tool: T): T {
  const hash = 'later';
  const validators = async () => ({ ...(await tool.contract.validators()), hash });
  return { ...tool, contract: { ...tool.contract, hash, validators } };
}

const placeholders = ({ messages }: Run): string[] =>
  messages.flatMap(({ role, content }) =>
    role === 'tool' && String(content).startsWith('{"status":"pending"')
      ? [JSON.parse(String(content)).approval]
      : [],
  );

/** What a run of the house came to, so far. */
function house(choose: Random) {
  const env = virtualEnv();
  const store = memoryLedger({ env });
  const faults = { chance: 0 };
  const release = choose.pick([2, 4, 6, 100]);
  let processes = 0;
  const ledger = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (!failing.includes(String(name))) return method;
      return async (...given: unknown[]) => {
        const fails = choose.chance(faults.chance);
        // Of what failed, half was stored all the same.
        const done = !fails || choose.chance(0.5) ? await method(...given) : undefined;
        if (fails) throw new StoreError('ledger', `${String(name)} is down`);
        return done;
      };
    },
  }) as Ledger;
  const ran: { key: string; tool: string }[] = [];
  const noting =
    (tool: string) =>
    (_: unknown, { key }: Context) => {
      ran.push({ key, tool });
      if (choose.chance(0.1)) throw new Error('the handler failed');
      return { ticket_id: 't', note_id: 'n', hits: [] };
    };
  const noted = Object.fromEntries(Object.keys(handlers).map((name) => [name, noting(name)]));
  const process = () => {
    processes += 1;
    const served = processes > release ? later : tools;
    return createRuntime({ tools: served, handlers: noted as never, ledger, env });
  };
  return { env, store, faults, ran, process };
}

/** A model that says anything; `abort` is who may give up while it speaks. */
function model(choose: Random, abort: () => void): ChatClient {
  const call = () => ({
    id: choose.pick(['a', 'b', '']),
    type: 'function',
    function: { name: choose.pick(names), arguments: choose.pick(texts) },
  });
  const create = async (body: object) => {
    expect(problemOf(body as never)).toBeUndefined();
    if (choose.chance(0.05)) throw new Error('no network');
    if (choose.chance(0.05)) abort();
    const tool_calls = Array.from({ length: choose.integer(4) }, call);
    const finish_reason = choose.chance(0.1) ? 'length' : 'stop';
    const message = { content: tool_calls.length > 0 ? null : 'said', tool_calls };
    return { choices: [{ message, finish_reason }] };
  };
  return { chat: { completions: { create } } };
}

/** How the run ended, and how often people's decisions were carried out. */
async function history(seed: number): Promise<{ status: string | undefined; tickets: number }> {
  const choose = random(seed * 7919 + 1);
  const { env, store, faults, ran, process } = house(choose);
  const agreed = new Set<string>();
  const options = () => {
    const controller = new AbortController();
    const client = model(choose, () => controller.abort());
    return { client, caller: callers.user, signal: controller.signal };
  };
  let id = '';
  const going = async (run: Promise<Run>): Promise<Run | undefined> => {
    const now = await run.catch((error) => {
      id ||= error.run ?? '';
      expect(String(error)).toMatch(/no network|is down|took longer|the ledger|run_/);
      return undefined;
    });
    if (!now) return undefined;
    id = now.id;
    expect(problemOf({ model: 'm', messages: now.messages as never })).toBeUndefined();
    const left = placeholders(now).filter(
      (approval) =>
        !now.messages.some(
          ({ role, content }) => role === 'system' && `${content}`.includes(approval),
        ),
    );
    expect(left.length > 0).toBe(now.status === 'pending');
    return now;
  };
  const decide = async () => {
    const { approvals } = process();
    for (const { id: asked, key } of await store.approvals({ status: 'pending' })) {
      const by = callers.supervisor;
      const how = choose.integer(4);
      const change = how === 1 ? { arguments: { subject: 'edited' } } : {};
      const decided =
        how < 2
          ? approvals.approve(asked, { by, ...change })
          : how < 3 && approvals.reject(asked, { by });
      // A decision that failed may have been stored.
      if (how < 2) agreed.add(key);
      await Promise.resolve(decided).catch(() => {});
    }
  };
  await going(chat(process(), { ...options(), model: 'm', messages: [user], maxTurns: 3 }));
  for (let step = 0; step < STEPS && id; step += 1) {
    faults.chance = choose.chance(0.3) ? 0.1 : 0;
    if (choose.chance(0.1)) await env.advance(24 * HOUR);
    await decide();
    const said = choose.chance(0.2) ? { messages: [user] } : {};
    const twice = choose.chance(0.2) ? [1, 2] : [1];
    await Promise.all(
      twice.map(() => going(chat.resume(process(), id, { ...options(), ...said }))),
    );
  }
  faults.chance = 0;
  let last: Run | undefined;
  for (
    let step = 0;
    step < 50 && (await store.run(id)) && last?.status !== 'completed';
    step += 1
  ) {
    await env.advance(25 * HOUR);
    last = await going(chat.resume(process(), id, options()));
    if (last?.status === 'stopped') break;
  }
  if (last) expect(last.status).not.toBe('pending');
  const writes = ran.filter(({ tool }) => tool !== 'search_documents').map(({ key }) => key);
  expect(writes).toHaveLength(new Set(writes).size);
  for (const { key, tool } of ran) if (tool === 'create_ticket') expect(agreed).toContain(key);
  return {
    status: last?.status,
    tickets: ran.filter(({ tool }) => tool === 'create_ticket').length,
  };
}

test(`${HISTORIES} histories`, async () => {
  const seen: Record<string, number> = {};
  let tickets = 0;
  for (let seed = 0; seed < HISTORIES; seed += 1) {
    const told = await history(seed).catch((error: Error) => {
      throw new Error(`history ${seed}: ${error.message}`, { cause: error });
    });
    seen[`${told.status}`] = (seen[`${told.status}`] ?? 0) + 1;
    tickets += told.tickets;
  }
  // Something of every kind came of them, or this shows nothing.
  expect(seen.completed).toBeGreaterThan(HISTORIES / 5);
  expect(seen.stopped).toBeGreaterThan(HISTORIES / 5);
  expect(tickets).toBeGreaterThan(HISTORIES / 5);
});
