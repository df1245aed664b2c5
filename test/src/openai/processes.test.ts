import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call, type ScriptedModel, say, scriptedModel } from '../../../src/testing/index.js';
import { processes } from '../../processes.js';

let model: ScriptedModel;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolwright-'));
  model = await scriptedModel(({ messages }) =>
    messages.at(-1)?.role === 'user' ? call('create_ticket', { subject: 'Broken' }) : say('done'),
  );
});
afterEach(async () => {
  await model.close();
  rmSync(folder, { recursive: true });
});

async function worker(...args: string[]) {
  const [line = ''] = await processes(1, 'chat', folder, model.url, ...args);
  return JSON.parse(line);
}
const effects = () => readFileSync(join(folder, 'effects'), 'utf8').trim().split('\n');

test('begun in one process, approved there, run in another', async () => {
  const begun = await worker();
  expect(begun.status).toBe('pending');
  const done = await worker(begun.id);
  expect(done).toMatchObject({ id: begun.id, status: 'completed' });
  expect(done.messages[2].content).toBe('{"ticket_id":"tkt_1"}');
  expect(effects()).toEqual(['create_ticket']);
});

test('killed in the middle of an approved write: the next process does not repeat it and says so', async () => {
  const begun = await worker();
  await expect(worker(begun.id, 'killed')).rejects.toThrow();
  expect(effects()).toEqual(['create_ticket']);
  // The lease of the killed one is still running.
  await expect(worker(begun.id)).rejects.toThrow('run_taken');
  const done = await worker(begun.id, '', '60');
  expect(done.status).toBe('completed');
  expect(JSON.parse(done.messages[2].content).error.code).toBe('outcome_unknown');
  expect(effects()).toEqual(['create_ticket']);
});
