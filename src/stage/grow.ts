/**
 * A call is one object: each stage writes what it found on it and hands it on under a richer type. The types are
 * read-only to everybody else.
 */
export const grow = <Call extends object, More extends object>(
  call: Call,
  more: More,
): Call & More => Object.assign(call, more);
