import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mailer } from '../../examples/desk/mail.js';

const letter = { to: 'ada@example.com', subject: 'Grüße', body: 'Hello', key: 'call-1' };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'mail-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a letter lands in the outbox; the same key is the same letter', async () => {
  const outbox = folder();
  const send = mailer(outbox, undefined);
  const first = await send(letter);
  expect(first.delivery).toBe('outbox');
  expect(await send(letter)).toEqual(first);
  await send({ ...letter, key: 'call-2' });
  const files = readdirSync(outbox);
  expect(files).toHaveLength(2);
  const text = readFileSync(join(outbox, files[0] ?? ''), 'utf8');
  expect(text).toContain('To: ada@example.com');
});

test('a line break in a subject makes no header', async () => {
  const outbox = folder();
  await mailer(outbox, undefined)({ ...letter, subject: 'Hi\r\nBcc: mallory@evil.example' });
  const text = readFileSync(join(outbox, readdirSync(outbox)[0] ?? ''), 'utf8');
  expect(text).not.toMatch(/^Bcc:/im);
});

test('with an SMTP address it is sent there', async () => {
  const received: string[] = [];
  const serve = (socket: Socket) => {
    socket.write('220 test\r\n');
    let inData = false;
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      received.push(text);
      if (inData) inData = !text.endsWith('\r\n.\r\n');
      else if (text.startsWith('DATA')) inData = true;
      socket.write(inData && text.startsWith('DATA') ? '354 go on\r\n' : '250 fine\r\n');
    });
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const sent = await mailer('unused', `smtp://127.0.0.1:${port}`)(letter);
  expect(sent.delivery).toBe('smtp');
  expect(received.join('')).toContain('RCPT TO:<ada@example.com>');
  expect(received.join('')).toContain(`Message-ID: ${sent.messageId}`);
});
