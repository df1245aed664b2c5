type Open<Call> = { -readonly [Field in keyof Call]: Call[Field] };

/**
 * A call is one object: each stage writes what it found on it, and hands it on under the richer type that says so.
 * Everybody else sees it read-only. A copy at every stage would cost more than the stages do.
 */
export const open = <Next>(call: Partial<Next>): Open<Next> => call as Open<Next>;
