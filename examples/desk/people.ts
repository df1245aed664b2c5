import type { Caller } from 'toolwright';

/** Who takes part. A real service makes a caller of the session of whoever is signed in. */
const person = (id: string, roles: string[], attributes: Caller['attributes'] = {}): Caller => ({
  id,
  tenant: 'acme',
  roles,
  scopes: [],
  attributes,
});

export const customer = person('usr_204', [], { customer_id: 'usr_204' });
export const agent = person('usr_206', ['agent']);
export const supervisor = person('usr_207', ['supervisor']);

export const nameOf = (caller: Caller): string =>
  ({
    usr_204: 'Ada, customer',
    usr_206: 'Grace, support agent',
    usr_207: 'Sofia, supervisor',
  })[caller.id] ?? caller.id;
