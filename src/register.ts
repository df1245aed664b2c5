/**
 * Tell toolwright the type of your application's context, once:
 * `declare module 'toolwright' { interface Register { context: { db: Db } } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: users merge their own declaration into it.
export interface Register {}
