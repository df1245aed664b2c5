import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** The same key is the same letter: it gets the same message id, and the same file in the outbox. */
  readonly key: string;
}

export interface Delivery {
  readonly messageId: string;
  /** `smtp`, or `outbox` where letters are only written to a folder. */
  readonly delivery: string;
}

export type Mailer = (letter: Letter) => Promise<Delivery>;

const from = 'Support desk <desk@example.com>';

/** A mailer over SMTP, or, without an address for it, one that writes letters to a folder. */
export function mailer(outbox: string, smtpUrl: string | undefined): Mailer {
  const name = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32);
  const envelope = ({ to, subject, body, key }: Letter) => ({
    from,
    to,
    subject,
    text: body,
    messageId: `<${name(key)}@desk.example.com>`,
  });
  if (smtpUrl) {
    const smtp = nodemailer.createTransport(smtpUrl);
    return async (letter) => {
      const { messageId } = await smtp.sendMail(envelope(letter));
      return { messageId, delivery: 'smtp' };
    };
  }
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true });
  return async (letter) => {
    const { messageId, message } = await writer.sendMail(envelope(letter));
    await mkdir(outbox, { recursive: true });
    await writeFile(join(outbox, `${name(letter.key)}.eml`), message as Buffer);
    return { messageId, delivery: 'outbox' };
  };
}
