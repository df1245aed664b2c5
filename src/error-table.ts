/** What a caller can do about a refusal: call again with other arguments, call again later, or stop. */
export type Retry = 'fix_arguments' | 'later' | 'never';

interface ErrorRow {
  /** The one sentence the model may read. */
  readonly message: string;
  readonly retry: Retry;
  /** The nearest gRPC status code (google.rpc.Code). */
  readonly grpc: string;
}

/** Every way a call can be refused or fail. Closed: a tool's declared errors come beside it. */
export const errorTable = {
  tool_not_found: {
    message:
      'There is no tool with this name. Call only the tools you were given, by their exact names.',
    retry: 'fix_arguments',
    grpc: 'NOT_FOUND',
  },
  invalid_json: {
    message: 'The arguments are not one valid JSON object. Nothing was run. Send the call again.',
    retry: 'fix_arguments',
    grpc: 'INVALID_ARGUMENT',
  },
  invalid_arguments: {
    message:
      'The arguments do not match the schema of the tool. Nothing was run. Correct them as the issues say.',
    retry: 'fix_arguments',
    grpc: 'INVALID_ARGUMENT',
  },
  unsafe_arguments: {
    message:
      'The arguments hold text that this tool does not take. Nothing was run. Correct them as the issues say.',
    retry: 'fix_arguments',
    grpc: 'INVALID_ARGUMENT',
  },
  unauthenticated: {
    message: 'This tool needs a signed-in user. Nothing was run.',
    retry: 'never',
    grpc: 'UNAUTHENTICATED',
  },
  permission_denied: {
    message: 'The user is not allowed to do this. Nothing was run. Do not try again.',
    retry: 'never',
    grpc: 'PERMISSION_DENIED',
  },
  rate_limited: {
    message:
      'The rate limit of this tool is reached. Nothing was run. Call again after the given time.',
    retry: 'later',
    grpc: 'RESOURCE_EXHAUSTED',
  },
  idempotency_conflict: {
    message: 'This request was already made with other arguments. Nothing was run.',
    retry: 'never',
    grpc: 'ALREADY_EXISTS',
  },
  busy: {
    message: 'Another call is at work on the same thing. Nothing was run. Call again later.',
    retry: 'later',
    grpc: 'UNAVAILABLE',
  },
  approval_rejected: {
    message: 'A person rejected this call. Nothing was run. Do not try again.',
    retry: 'never',
    grpc: 'PERMISSION_DENIED',
  },
  approval_expired: {
    message: 'Nobody approved this call in time. Nothing was run.',
    retry: 'never',
    grpc: 'DEADLINE_EXCEEDED',
  },
  policy_failed: {
    message: 'The call could not be checked, so it was not allowed. Nothing was run.',
    retry: 'never',
    grpc: 'FAILED_PRECONDITION',
  },
  store_unavailable: {
    message: 'The service cannot take this call at the moment. Nothing was run. Call again later.',
    retry: 'later',
    grpc: 'UNAVAILABLE',
  },
  timed_out: {
    message: 'The tool took too long and was stopped.',
    retry: 'later',
    grpc: 'DEADLINE_EXCEEDED',
  },
  canceled: { message: 'The call was canceled.', retry: 'never', grpc: 'CANCELLED' },
  handler_failed: {
    message: 'The tool failed. The operators were told.',
    retry: 'never',
    grpc: 'INTERNAL',
  },
  not_implemented: {
    message: 'This tool is not available yet.',
    retry: 'never',
    grpc: 'UNIMPLEMENTED',
  },
  outcome_unknown: {
    message:
      'It is not known whether this call took effect. Do not repeat it. Tell the user that it must be checked.',
    retry: 'never',
    grpc: 'UNKNOWN',
  },
  invalid_result: {
    message: 'The tool ran, but its result cannot be read.',
    retry: 'never',
    grpc: 'DATA_LOSS',
  },
  truncated: {
    message:
      'The message was cut off before this call was complete. Nothing was run. Send the call again.',
    retry: 'fix_arguments',
    grpc: 'ABORTED',
  },
} as const satisfies Record<string, ErrorRow>;

/** A code of `errorTable`. */
export type ErrorCode = keyof typeof errorTable;
