/** The desk's tables. Money is in cents; times are ISO 8601, so that they sort as text. */
export const schema = `
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  plan TEXT NOT NULL,
  roles TEXT NOT NULL DEFAULT '[]',
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
);

CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  priority TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open',
  idempotency_key TEXT UNIQUE,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
);

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  item TEXT NOT NULL,
  total_cents INTEGER NOT NULL,
  refunded_cents INTEGER NOT NULL DEFAULT 0,
  -- The newest holder of the order's lease that wrote here: an older one comes too late.
  fence INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
  CHECK (refunded_cents BETWEEN 0 AND total_cents)
);

CREATE TABLE refunds (
  id INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders ON DELETE CASCADE,
  cents INTEGER NOT NULL,
  left_cents INTEGER NOT NULL,
  reason TEXT,
  idempotency_key TEXT NOT NULL UNIQUE
);

CREATE VIRTUAL TABLE documents USING fts5(
  id UNINDEXED, tenant UNINDEXED, title, body, tokenize = 'porter unicode61'
);

CREATE VIEW items AS
  SELECT 'tickets' AS kind, tenant, id, subject AS title, status, created_at FROM tickets
  UNION ALL
  SELECT 'orders', tenant, id, item, CASE refunded_cents
    WHEN 0 THEN 'paid' WHEN total_cents THEN 'refunded' ELSE 'partly_refunded' END, created_at FROM orders
  UNION ALL
  SELECT 'users', tenant, id, name, plan, created_at FROM users;
`;
