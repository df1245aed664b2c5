import {
  anyName,
  duration,
  either,
  expression,
  flag,
  integer,
  list,
  may,
  must,
  name,
  record,
  text,
} from './spec.js';

const roles = list(name('a role', anyName));
const scopes = list(name('a scope', anyName));
export const conditions = either(expression, list(expression));

const by = record({
  roles: may(roles, 'Any one of these roles.', ['supervisor']),
  scopes: may(scopes, 'All of these scopes.'),
});

const grants = record({
  for: must(duration(), 'How long the grant lasts.', '1h'),
  max: must(integer(), 'How many calls it allows.', 10),
  when: may(expression, 'What each of these calls must satisfy.', 'args.amount < 50.0'),
});

export const approval = record({
  when: may(expression, 'Ask only when this holds. Default: always.', 'args.amount > 100.0'),
  expires: must(duration(), 'How long a request for approval stays open.', '24h'),
  by: may(by, 'Who may decide. Default: any caller of the same tenant.', { roles: ['supervisor'] }),
  distinct: may(flag, 'Four eyes: nobody decides their own call.'),
  grants: may(grants, 'Standing grants that an approver may give, within these bounds.'),
});

/** A permission level: everything listed must hold; any `forbid` that holds denies. */
export const level = record({
  description: may(text(), 'What the level is for.'),
  public: may(flag, 'Anybody may call, nobody needs to be signed in.'),
  authenticated: may(flag, 'Somebody must be signed in.'),
  roles: may(roles, 'The caller has any one of these roles.', ['admin']),
  scopes: may(scopes, 'The caller has all of these scopes.', ['refunds:write']),
  allow: may(conditions, 'CEL: each of these must hold.', '"agent" in caller.roles'),
  forbid: may(conditions, 'CEL: none of these may hold. It beats every `allow`.'),
  approval: may(approval, 'A person must approve the call.'),
  shadow: may(flag, 'Record what the level would have decided, and do not enforce it.'),
});
