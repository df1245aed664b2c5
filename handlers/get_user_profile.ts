import { getUserProfile } from '../generated/tools/get_user_profile.js';

interface User {
  id: string;
  name: string;
  email: string;
  plan: 'free' | 'pro' | 'enterprise';
  roles: string;
}

export default getUserProfile.handler(async ({ user_id }, { app }) => {
  const user = app.db.get<User>(
    'SELECT id, name, email, plan, roles FROM users WHERE id = ? AND tenant = ?',
    user_id,
    app.tenant,
  );
  if (!user) throw getUserProfile.error('user_not_found');
  return { ...user, roles: JSON.parse(user.roles) as string[] };
});
