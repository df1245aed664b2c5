import { refundOrder } from '../generated/tools/refund_order.js';

interface Order {
  total: number;
  refunded: number;
}
interface Refund {
  id: number;
  cents: number;
  left: number;
}

export default refundOrder.handler(async (refund, { app, idempotencyKey, fence = 0 }) => {
  const { tenant_id, customer_id, order_id, amount, reason = null } = refund;
  const cents = Math.round(amount * 100);
  return app.db.transaction(() => {
    const order = app.db.get<Order>(
      `SELECT total_cents AS total, refunded_cents AS refunded FROM orders
       WHERE id = ? AND customer_id = ? AND tenant = ?`,
      order_id,
      customer_id,
      tenant_id,
    );
    if (!order) throw refundOrder.error('order_not_found');

    // A second attempt of the same call finds the refund of the first.
    const done = app.db.get<Refund>(
      'SELECT id, cents, left_cents AS left FROM refunds WHERE idempotency_key = ?',
      idempotencyKey,
    );
    if (done) return answer(order_id, done);

    const left = order.total - order.refunded;
    if (left === 0) throw refundOrder.error('already_refunded');
    if (cents > left) throw refundOrder.error('amount_too_high');

    const current = app.db.get(
      'UPDATE orders SET refunded_cents = refunded_cents + ?, fence = ? WHERE id = ? AND fence <= ? RETURNING 1',
      cents,
      fence,
      order_id,
      fence,
    );
    if (!current) throw new Error(`the lease of ${order_id} has passed on to another call`);
    const made = app.db.get<Refund>(
      `INSERT INTO refunds (order_id, cents, left_cents, reason, idempotency_key) VALUES (?, ?, ?, ?, ?)
       RETURNING id, cents, left_cents AS left`,
      order_id,
      cents,
      left - cents,
      reason,
      idempotencyKey,
    );
    return answer(order_id, made as Refund);
  });
});

const answer = (order_id: string, { id, cents, left }: Refund) => ({
  refund_id: `rfd_${id}`,
  order_id,
  refunded: cents / 100,
  left: left / 100,
});
