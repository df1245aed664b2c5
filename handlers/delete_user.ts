import { deleteUser } from '../generated/tools/delete_user.js';

export default deleteUser.handler(async ({ user_id }, { app }) => {
  // Tickets, orders and refunds go with the user: ON DELETE CASCADE.
  const deleted = app.db.get<{ id: string }>(
    'DELETE FROM users WHERE id = ? AND tenant = ? RETURNING id',
    user_id,
    app.tenant,
  );
  if (!deleted) throw deleteUser.error('user_not_found');
  return { deleted: deleted.id };
});
