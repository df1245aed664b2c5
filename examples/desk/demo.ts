import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import type { Approval } from 'toolwright';
import { chat } from 'toolwright/openai';
import { scriptedModel } from 'toolwright/testing';
import { printAudit } from './audit-summary.js';
import { nameOf, supervisor } from './people.js';
import { print } from './print.js';
import { type Scene, scenes } from './scene.js';
import { openService, type Service } from './service.js';
import { printTranscript } from './transcript.js';

const model = 'scripted';

/** The demonstration: real handlers, runtime, ledger, HTTP and OpenAI client; only the model follows a script. */
export async function demo(folder: string): Promise<void> {
  const script = await scriptedModel(Object.values(scenes).flatMap((scene) => scene.model));
  const client = new OpenAI({ baseURL: script.url, apiKey: 'scripted' });
  const service = openService(folder);
  print.heading('The support desk', 'a scripted model; set OPENAI_API_KEY for a real one');
  try {
    await play(service, client, scenes.reads);
    await play(service, client, scenes.correction);
    await injection(service, client);
    await refund(service, client, folder, script.url);
    await play(service, client, scenes.limit);
    await printAudit(service, folder);
  } finally {
    await service.close();
    await script.close();
  }
}

async function play({ runtime }: Service, client: OpenAI, { title, caller, says }: Scene) {
  print.scene(title);
  print.person(nameOf(caller), says);
  const messages = [{ role: 'user' as const, content: says }];
  const run = await chat(runtime, { client, model, messages, caller });
  printTranscript(run.messages.slice(messages.length));
  return run;
}

/** The document orders three calls. Policy refuses one, the tool of another is not there, and a person sees the third. */
async function injection(service: Service, client: OpenAI): Promise<void> {
  const { runtime } = service;
  const { caller } = scenes.injection;
  const shown = runtime.toolsFor(caller).map(({ name }) => name);
  const run = await play(service, client, scenes.injection);
  print.note(
    `the model of this caller is shown ${shown.length} tools, and delete_user is none of them`,
  );
  for (const approval of run.approvals) {
    printApproval(approval);
    await runtime.approvals.reject(approval.id, { by: supervisor, reason: 'not our letter' });
    print.person(nameOf(supervisor), 'No.');
  }
  const end = await chat.resume(runtime, run.id, { client, caller });
  printTranscript(end.messages.slice(-2));
}

async function refund(service: Service, client: OpenAI, folder: string, url: string) {
  const { runtime, desk } = service;
  const run = await play(service, client, scenes.refund);
  for (const approval of run.approvals) {
    printApproval(approval);
    await runtime.approvals.approve(approval.id, { by: supervisor, note: 'seen the ticket' });
    print.person(nameOf(supervisor), 'Approved.');
    await inAnotherProcess(folder, run.id, url);
    await runtime.approvals.approve(approval.id, { by: supervisor }).then(
      () => print.note('a second approval was taken'),
      (error: Error) => print.refused(`a second approval: ${error.message}`),
    );
  }
  const refunds = desk.db.all('SELECT 1 FROM refunds WHERE order_id = ?', 'ord_1001');
  print.note(`refunds of ord_1001 in the database: ${refunds.length}`);
}

function printApproval({ level, preview, expiresAt }: Approval): void {
  print.note(`the level ${level} asks a person, until ${new Date(expiresAt).toISOString()}:`);
  print.note(preview);
}

async function inAnotherProcess(...args: string[]): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('./resume.ts'));
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the second process ended with ${code}`);
}
