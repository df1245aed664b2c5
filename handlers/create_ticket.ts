import { createTicket } from '../generated/tools/create_ticket.js';

export default createTicket.handler(
  async ({ user_id, subject, body, priority }, { app, idempotencyKey }) =>
    app.db.transaction(() => {
      const user = app.db.get(
        'SELECT 1 FROM users WHERE id = ? AND tenant = ?',
        user_id,
        app.tenant,
      );
      if (!user) throw createTicket.error('user_not_found');
      // A second attempt of the same call finds the ticket of the first.
      app.db.all(
        `INSERT INTO tickets (id, tenant, user_id, subject, body, priority, idempotency_key)
         SELECT 'tkt_' || (1 + coalesce(max(CAST(substr(id, 5) AS INTEGER)), 0)), ?, ?, ?, ?, ?, ? FROM tickets
         WHERE true ON CONFLICT (idempotency_key) DO NOTHING`,
        app.tenant,
        user_id,
        subject,
        body,
        priority,
        idempotencyKey,
      );
      const ticket = app.db.get<{ id: string }>(
        'SELECT id FROM tickets WHERE idempotency_key = ?',
        idempotencyKey,
      );
      return { ticket_id: ticket?.id ?? '' };
    }),
);
