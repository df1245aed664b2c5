/** A process of its own that begins a run, or goes on with one; its handler may be the last thing it does. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { systemEnv } from '../../src/env.js';
import { createRuntime } from '../../src/index.js';
import { sqliteLedger } from '../../src/node/index.js';
import { chat } from '../../src/openai/index.js';
import { callers, handlers, tools } from '../fixture/desk.js';

const [folder = '', url = '', id = '', end = '', seconds = '0'] = process.argv.slice(2);
// The clock of this process, and of its ledger, is so far ahead.
const env = { ...systemEnv, now: () => systemEnv.now() + Number(seconds) * 1000 };
const runtime = createRuntime({
  tools,
  handlers: {
    ...handlers,
    create_ticket: async () => {
      appendFileSync(join(folder, 'effects'), 'create_ticket\n');
      if (end === 'killed') process.kill(process.pid, 'SIGKILL');
      return { ticket_id: 'tkt_1' };
    },
  },
  ledger: sqliteLedger(join(folder, 'ledger.db'), { env }),
  env,
});
const options = { client: new OpenAI({ baseURL: url, apiKey: 'any' }), caller: callers.user };
const run = id
  ? await chat.resume(runtime, id, options)
  : await chat(runtime, {
      ...options,
      model: 'scripted',
      messages: [{ role: 'user', content: 'hello' }],
    });
for (const { id: approval } of run.approvals)
  await runtime.approvals.approve(approval, { by: callers.supervisor });
await runtime.close();
console.log(JSON.stringify({ id: run.id, status: run.status, messages: run.messages }));
