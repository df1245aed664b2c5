import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  call,
  httpError,
  type ScriptedModel,
  say,
  scriptedModel,
} from '../../src/testing/index.js';

const root = join(import.meta.dirname, '..', '..');

/** The program behind `npm start`, after the tools are compiled. */
function start(args: string[], env: NodeJS.ProcessEnv) {
  const flags = ['--import', 'tsx', '--conditions=toolwright-source', 'examples/desk/main.ts'];
  const child = spawn(process.execPath, [...flags, ...args], { cwd: root, env, stdio: 'pipe' });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  const output = once(child, 'close').then(() => text);
  return { child, output };
}

test('the demonstration runs to its end and says what happened', async () => {
  const { OPENAI_API_KEY, SMTP_URL, ...env } = process.env;
  const started = start([], env);
  const output = await started.output;
  expect(started.child.exitCode, output).toBe(0);
  for (const line of [
    'a scripted model',
    '✗ get_weather invalid_arguments · /unit',
    '✗ refund_order permission_denied',
    '✗ delete_user tool_not_found',
    '✗ send_email approval_rejected',
    '… refund_order waits for a person',
    'took the run up; it is completed',
    '✗ a second approval [approval_not_pending]',
    'Refunds of ord_1001 in the database: 1',
    '✗ get_user_profile rate_limited',
    'retry in',
    'get_user_profile   3 completed, 1 rate_limited',
    '✓ chains verified',
  ])
    expect(output).toContain(line);
});

/** A conversation with this model, in a folder that is not there yet. */
function converse(model: ScriptedModel) {
  const folder = mkdtempSync(join(tmpdir(), 'conversation-'));
  onTestFinished(async () => {
    await model.close();
    rmSync(folder, { recursive: true });
  });
  const env = {
    ...process.env,
    OPENAI_API_KEY: 'any',
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'm',
  };
  return start([join(folder, 'desk')], env);
}

test('with a key it is a conversation: the terminal speaks, and is asked for approvals', async () => {
  const model = await scriptedModel([
    call('create_ticket', { user_id: 'usr_204', subject: 'Lamp', body: 'It flickers.' }),
    say('The ticket is open.'),
    httpError(400, 'no more today'),
  ]);
  const { child, output } = converse(model);
  const answers = ['open a ticket', 'y', 'and another', ''];
  child.stdout.on('data', (text: string) => {
    if (/(> |\(y\/n\) )$/.test(text)) child.stdin.write(`${answers.shift()}\n`);
  });
  expect(await output).toContain('The ticket is open.');
  expect(await output).toContain('create_ticket waits for Sofia');
  expect(await output).toContain('no more today');
  expect(child.exitCode).toBe(0);
  expect(model.requests[0]?.model).toBe('m');
});

test('a conversation that was written ahead, and ends while the model answers', async () => {
  const model = await scriptedModel([say('First answer.'), say('Second answer.')]);
  const { child, output } = converse(model);
  child.stdin.end('one\ntwo\n');
  expect(await output).toContain('Second answer.');
  expect(child.exitCode, await output).toBe(0);
});
