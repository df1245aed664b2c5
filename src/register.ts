/**
 * Tell toolwright the type of your application's context, once:
 * `declare module 'toolwright' { interface Register { context: { db: Db } } }`, in a file that imports something: in
 * any other, TypeScript takes that for the whole of the module.
 */
// biome-ignore lint/suspicious/noEmptyInterface: users merge their own declaration into it.
export interface Register {}
