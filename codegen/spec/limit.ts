import {
  choice,
  duration,
  either,
  expression,
  integer,
  may,
  must,
  record,
  type TextSpec,
} from './spec.js';

/** `user`, `tenant`, `tool` and `global` are words; anything else is an expression, and then it mentions something. */
export const limitKeys = ['user', 'tenant', 'tool', 'global'] as const;

const by = either({
  ...(expression as TextSpec),
  what: '`user`, `tenant`, `tool`, `global` or a CEL expression',
});

export const rateLimit = record({
  limit: must(integer(), 'How many calls.', 120),
  per: must(duration(), 'In how long a time.', '1m'),
  by: must(
    by,
    'Who shares it: `user`, `tenant`, `tool`, `global`, or a CEL expression.',
    ...limitKeys,
  ),
  burst: may(integer(), 'How many calls at once. Default: `limit`.', 5),
  cost: may(integer(), 'How much one call takes. Default: 1.', 1),
  on_outage: may(
    choice('deny', 'local_share', 'allow'),
    'For reads while the limiter is down; writes are denied. Default: `local_share`, one part for each of `processes`.',
  ),
});
