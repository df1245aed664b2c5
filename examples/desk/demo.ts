import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import type { Approval } from 'toolwright';
import { chat } from 'toolwright/openai';
import { scriptedModel } from 'toolwright/testing';
import { tools } from '../../generated/index.js';
import { printAudit } from './audit-summary.js';
import { nameOf, supervisor } from './people.js';
import { print } from './print.js';
import { type Scene, scenes } from './scene.js';
import { notice } from './seed.js';
import { openService, type Service } from './service.js';
import { printTranscript } from './transcript.js';

const model = 'scripted';

/** The demonstration: real handlers, runtime, ledger, HTTP and OpenAI client; only the model follows a script. */
export async function demo(folder: string): Promise<void> {
  const script = await scriptedModel(Object.values(scenes).flatMap((scene) => scene.model));
  const client = new OpenAI({ baseURL: script.url, apiKey: 'scripted' });
  const service = openService(folder);
  print.heading('The support desk', 'a scripted model; set OPENAI_API_KEY to talk to a real one');
  try {
    await play(service, client, scenes.reads);
    await play(service, client, scenes.correction);
    await injection(service, client);
    await refund(service, client, folder, script.url);
    await play(service, client, scenes.limit);
  } finally {
    await service.close();
    await script.close();
  }
  await printAudit(folder);
}

async function play({ runtime }: Service, client: OpenAI, { title, caller, says }: Scene) {
  print.scene(title);
  print.person(nameOf(caller), says);
  const messages = [{ role: 'user' as const, content: says }];
  const run = await chat(runtime, { client, model, messages, caller });
  printTranscript(run.messages, messages.length);
  return run;
}

/** Of three calls, permission denies one, one is of a tool this caller does not have, and one goes to a person. */
async function injection(service: Service, client: OpenAI): Promise<void> {
  const { runtime } = service;
  const { caller } = scenes.injection;
  const run = await play(service, client, scenes.injection);
  const shown = runtime.toolsFor(caller).length;
  print.note(`The document says: "${notice}"`);
  print.note(
    `The refund is of another customer's order. delete_user is not among the ${shown} tools`,
  );
  print.note(
    `of ${Object.keys(tools.tools).length} that this caller's model is shown. The letter waits for a supervisor.`,
  );
  for (const approval of run.approvals) {
    printApproval(approval);
    await runtime.approvals.reject(approval.id, { by: supervisor, reason: 'not our letter' });
    print.person(nameOf(supervisor), 'No.');
  }
  const end = await chat.resume(runtime, run.id, { client, caller });
  printTranscript(end.messages, end.messages.length - 2);
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
      () => print.note('A second approval was taken.'),
      (error: Error) => print.refused(`a second approval ${error.message}`),
    );
  }
  const refunds = desk.db.all('SELECT 1 FROM refunds WHERE order_id = ?', 'ord_1001');
  print.note(`Refunds of ord_1001 in the database: ${refunds.length}`);
}

function printApproval({ level, preview, expiresAt }: Approval): void {
  print.note(`The level ${level} asks a person, until ${new Date(expiresAt).toISOString()}, about`);
  for (const line of preview.split('\n')) print.note(line);
}

async function inAnotherProcess(...args: string[]): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('./resume.ts'));
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the second process ended with ${code}`);
}
