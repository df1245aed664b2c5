import { sendEmail } from '../generated/tools/send_email.js';

export default sendEmail.handler(async ({ to, subject, body }, { app, idempotencyKey }) => {
  const { messageId, delivery } = await app.mail({ to, subject, body, key: idempotencyKey });
  return { message_id: messageId, delivery };
});
