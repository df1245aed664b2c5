import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

test('the demonstration runs to its end and says what happened', async () => {
  const { OPENAI_API_KEY, SMTP_URL, ...env } = process.env;
  const flags = ['--import', 'tsx', '--conditions=toolwright-source', 'examples/desk/main.ts'];
  const child = spawn(process.execPath, flags, { cwd: root, env, stdio: 'pipe' });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await exit, errors + output).toBe(0);
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
