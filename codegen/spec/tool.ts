import { approval, conditions } from './level.js';
import {
  anyName,
  choice,
  DAY,
  duration,
  either,
  expression,
  flag,
  integer,
  list,
  may,
  must,
  name,
  names,
  record,
  type Spec,
  text,
} from './spec.js';

export const timeout = duration(DAY);
export const maxResult: Spec = { kind: 'size', mostBytes: 100_000_000 };

const use = record({
  use: must(name('the name of a rate limit'), 'The rate limit.', 'reads'),
  cost: may(integer(), 'How much one call takes of it. Default: 1.', 1),
});

const declaredError = either(
  text(500, 'a sentence for the model'),
  record({
    message: must(text(500), 'The sentence that the model reads.'),
    retry: may(
      choice('fix_arguments', 'later', 'never'),
      'What the model can do: call again with other arguments, call again later, or stop. Default: `never`.',
    ),
  }),
);

const retry = record({
  attempts: must(integer(1, 10), 'How often the handler runs at most, the first time included.', 3),
  backoff: must(duration(DAY), 'How long to wait before the second attempt; it doubles.', '200ms'),
});

const idempotencyKey = record({
  key: must(expression, 'CEL: calls with the same key are the same request.', 'args.request_id'),
  ttl: must(duration(), 'How long a repeat is answered with the stored outcome.', '24h'),
});

export const tool = record({
  description: must(
    text(),
    'What the tool does, for the model.',
    'Get current weather for a location',
  ),
  deprecated: may(text(), 'Why not to use it any more, and what to use instead.'),
  effect: must(
    choice('read', 'write', 'destructive'),
    'What a call changes: nothing (`read`), something (`write`), or something that cannot be undone.',
  ),
  permission: must(
    name('the name of a level'),
    'The level of `permissions` that a caller needs.',
    'read_only',
  ),
  allow: may(conditions, 'CEL: must hold as well. A tool can only tighten its level.'),
  forbid: may(conditions, 'CEL: must not hold. It beats every `allow`.'),
  approval: may(approval, 'A person must approve the call, besides what the level asks for.'),
  rate_limit: may(
    list(either(name('the name of a rate limit'), use)),
    'Limits that a call is charged to.',
    ['reads'],
  ),
  timeout: may(timeout, 'How long the handler may take.', '5s'),
  retry: may(retry, 'Run the handler again when it fails. Only for reads and idempotent tools.'),
  max_result: may(maxResult, 'The largest result that the model reads, as JSON in UTF-8.', '32kB'),
  idempotent: may(flag, 'The handler hands `context.idempotencyKey` on and may be run again.'),
  idempotency_key: may(idempotencyKey, 'Answer a repeat of a request with the stored outcome.'),
  exclusive: may(
    expression,
    'CEL: calls with the same key run one after another.',
    'args.order_id',
  ),
  concurrency: may(
    integer(1, 10_000),
    'Calls at work at once, in all processes of the limiter; more while one stalls for over 15 seconds.',
    4,
  ),
  bind: may(
    names(expression, anyName),
    'Parameters that the runtime fills in from the caller; the model never sees them.',
    { tenant_id: 'caller.tenant' },
  ),
  errors: may(
    names(declaredError),
    'Errors that the handler may answer with, each with a sentence.',
  ),
  parameters: may({ kind: 'schema' }, 'JSON Schema of the arguments: an object.'),
  result: may({ kind: 'schema' }, 'JSON Schema of the result.'),
  examples: may(list({ kind: 'data' }, 0), 'Arguments that are valid.', [{ location: 'Tokyo' }]),
});
