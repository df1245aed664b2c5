/** Characters of a cause that the operator's events keep, once what is private is hidden in it: never half of it. */
export const LONGEST_CAUSE = 4000;

/** A thrown value as text for the operator: the stack where there is one, and what caused it. Never throws. */
export function causeText(cause: unknown): string {
  const deeper = causeOf(cause);
  return deeper === undefined ? plain(cause) : `${plain(cause)}\ncaused by ${plain(deeper)}`;
}

function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.cause : undefined;
  } catch {
    return undefined;
  }
}

/** A stack may be anything: a program can replace it (`Error.prepareStackTrace`). */
function plain(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
  } catch {
    return `a ${typeof thrown} that has no text`;
  }
}
