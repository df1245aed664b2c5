import { modifyPermissions } from '../generated/tools/modify_permissions.js';

export default modifyPermissions.handler(async ({ user_id, change, role }, { app }) =>
  app.db.transaction(() => {
    const user = app.db.get<{ roles: string }>(
      'SELECT roles FROM users WHERE id = ? AND tenant = ?',
      user_id,
      app.tenant,
    );
    if (!user) throw modifyPermissions.error('user_not_found');
    const others = (JSON.parse(user.roles) as string[]).filter((name) => name !== role);
    const roles = change === 'grant' ? [...others, role].sort() : others;
    app.db.all('UPDATE users SET roles = ? WHERE id = ?', JSON.stringify(roles), user_id);
    return { user_id, roles };
  }),
);
