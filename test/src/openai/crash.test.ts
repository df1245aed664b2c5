import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRuntime, type Ledger, memoryLedger, type Runtime } from '../../../src/index.js';
import { chat, type Message, type Run } from '../../../src/openai/index.js';
import {
  call,
  calls,
  type ScriptedModel,
  say,
  scriptedModel,
  type VirtualEnv,
  virtualEnv,
} from '../../../src/testing/index.js';
import { callers, handlers, tools } from '../../fixture/desk.js';
import { faulty } from '../../fixture/faulty.js';

/**
 * A process dies at each of its ledger operations, before it or after it, and another goes on with the run. A dead
 * process is one whose ledger never answers again.
 */

let model: ScriptedModel;
beforeAll(async () => {
  model = await scriptedModel(({ messages }) =>
    messages.at(-1)?.role === 'user'
      ? calls([
          call('add_note', { text: 'n' }),
          call('create_ticket', { subject: 'Broken' }),
          call('search_documents', { query: 'q' }),
        ])
      : say('done'),
  );
});
afterAll(() => model.close());

const hello: Message = { role: 'user', content: 'hello' };
const client = () => new OpenAI({ baseURL: model.url, apiKey: 'any', maxRetries: 0 });
const caller = callers.user;

interface World {
  readonly env: VirtualEnv;
  readonly ledger: Ledger;
  readonly effects: Record<string, number>;
}
function world(): World {
  const env = virtualEnv();
  return { env, ledger: memoryLedger({ env }), effects: {} };
}

/** A process of this world, with a ledger of its own choosing. */
function process({ env, effects, ledger: shared }: World, ledger = shared): Runtime {
  const count = <Value>(name: string, value: Value) => {
    effects[name] = (effects[name] ?? 0) + 1;
    return value;
  };
  return createRuntime({
    tools,
    handlers: {
      ...handlers,
      add_note: async () => count('add_note', { note_id: 'n' }),
      create_ticket: async () => count('create_ticket', { ticket_id: 't' }),
    },
    ledger,
    env,
  });
}

const forever = new Promise<never>(() => {});

/** A ledger that dies at its operation number `at`; `died` resolves then. */
function dying(ledger: Ledger, at: number, moment: 'before' | 'after') {
  let seen = 0;
  let die = (): void => {};
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  const operation =
    (run: (...given: unknown[]) => unknown) =>
    async (...given: unknown[]) => {
      seen += 1;
      if (seen < at) return run(...given);
      if (seen === at && moment === 'after') await run(...given);
      die();
      return forever;
    };
  const dead = Object.fromEntries(
    Object.entries(ledger).map(([name, value]) => [
      name,
      typeof value === 'function' ? operation(value) : value,
    ]),
  );
  // Every method of the ledger, wrapped.
  return { ledger: dead as unknown as Ledger, died };
}

/** Works until it is done or dead; time passes for timers that a process needs, such as those of the audit log. */
async function lived(work: Promise<Run>, died: Promise<'died'>, env: VirtualEnv) {
  let over = false;
  const end = Promise.race([work, died]).finally(() => {
    over = true;
  });
  // It may fail while time passes, before anybody waits for it.
  end.catch(() => {});
  while (!over) await env.advance(10);
  return end;
}

const answerTo = (run: Run, name: string): string => {
  const made = run.messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []) : [],
  );
  const id = made.find((one) => one.type === 'function' && one.function.name === name)?.id;
  const answer = run.messages.find(
    (message) => message.role === 'tool' && message.tool_call_id === id,
  );
  const body = JSON.parse(String(answer?.content));
  return body.error?.code ?? body.status ?? 'completed';
};

/** What the model was told of a write agrees with what happened, and it happened at most once. */
function honest(run: Run, { effects }: World, name: string): void {
  const happened = effects[name] ?? 0;
  expect(happened).toBeLessThanOrEqual(1);
  const told = answerTo(run, name);
  if (told === 'completed') expect(happened).toBe(1);
  else if (happened === 1) expect(told).toBe('outcome_unknown');
}

async function goOn(at: World, id: string): Promise<Run> {
  // The lease of the dead ends, and its calls are given up.
  await at.env.advance(60_000);
  const runtime = process(at);
  const run = await lived(chat.resume(runtime, id, { client: client(), caller }), forever, at.env);
  if (run === 'died') throw new Error('nobody died');
  return run;
}

/** Somebody tries while the ledger keeps runs, and does not say what began. Nothing is answered that is not known. */
async function triedInVain(at: World, id: string): Promise<void> {
  await at.env.advance(60_000);
  const { ledger, down } = faulty(at.ledger);
  for (const name of ['call', 'begin', 'redeem']) down.add(name);
  const trying = chat.resume(process(at, ledger), id, { client: client(), caller });
  await expect(lived(trying, forever, at.env)).rejects.toMatchObject({
    name: 'StoreError',
    run: id,
  });
}

const approveAll = async (runtime: Runtime): Promise<void> => {
  for (const { id } of await runtime.approvals.list({ status: 'pending' }))
    await runtime.approvals.approve(id, { by: callers.supervisor });
};

describe.each(['before', 'after'] as const)(
  'a process that dies %s one of its operations',
  (moment) => {
    test('while it begins the run', async () => {
      const told = new Map<string, number>();
      for (let at = 1; ; at += 1) {
        const here = world();
        const { ledger, died } = dying(here.ledger, at, moment);
        let id = '';
        const save = ledger.saveRun;
        ledger.saveRun = (record) => {
          id = record.id;
          return save(record);
        };
        const work = chat(process(here, ledger), {
          client: client(),
          caller,
          model: 'scripted',
          messages: [hello],
        });
        const end = await lived(work, died, here.env);
        if (end !== 'died') {
          expect(end.status).toBe('pending');
          expect(at).toBeGreaterThan(8);
          break;
        }
        if (!(await here.ledger.run(id))) {
          // Nothing of it was kept, and nothing was done.
          expect(here.effects).toEqual({});
          continue;
        }
        if ((await here.ledger.run(id))?.status === 'running') await triedInVain(here, id);
        let run = await goOn(here, id);
        honest(run, here, 'add_note');
        expect(run.status).toBe('pending');
        await approveAll(process(here));
        await triedInVain(here, id);
        run = await goOn(here, id);
        expect(run.status).toBe('completed');
        expect(here.effects.create_ticket).toBe(1);
        honest(run, here, 'add_note');
        told.set(answerTo(run, 'add_note'), at);
      }
      expect([...told.keys()].sort()).toEqual(['completed', 'outcome_unknown']);
    });

    test('while it resumes the run', async () => {
      const told = new Map<string, number>();
      for (let at = 1; ; at += 1) {
        const here = world();
        const first = process(here);
        const begun = chat(first, {
          client: client(),
          caller,
          model: 'scripted',
          messages: [hello],
        });
        const pending = await lived(begun, forever, here.env);
        if (pending === 'died') throw new Error('nobody died');
        await approveAll(first);
        const { ledger, died } = dying(here.ledger, at, moment);
        const work = chat.resume(process(here, ledger), pending.id, { client: client(), caller });
        const end = await lived(work, died, here.env);
        if (end !== 'died') {
          expect(end.status).toBe('completed');
          expect(at).toBeGreaterThan(8);
          break;
        }
        if ((await here.ledger.run(pending.id))?.status !== 'completed')
          await triedInVain(here, pending.id);
        const run = await goOn(here, pending.id);
        expect(run.status).toBe('completed');
        expect(here.effects.add_note).toBe(1);
        honest(run, here, 'create_ticket');
        told.set(answerTo(run, 'create_ticket'), at);
      }
      expect([...told.keys()]).toContain('completed');
      expect([...told.keys()]).toContain('outcome_unknown');
    });
  },
);
