import { listItems } from '../generated/tools/list_items.js';

interface Item {
  id: string;
  title: string;
  status: string;
}

export default listItems.handler(async ({ kind, status = null, limit }, { app }) => {
  const items = app.db.all<Item>(
    `SELECT id, title, status FROM items WHERE kind = ? AND tenant = ? AND status = coalesce(?, status)
     ORDER BY created_at DESC, id DESC LIMIT ?`,
    kind,
    app.tenant,
    status,
    limit,
  );
  return { items };
});
