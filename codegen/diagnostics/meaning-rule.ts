import { row } from '../report.js';

const denied =
  'Everything is denied that no condition allows, and a level states what allows a call.';
const runAway =
  'A grant lets calls run that nobody looked at: it must end while somebody remembers giving it.';

/** TW302x: levels, approvals, limits, retries. */
export const meaningRule = {
  TW3020: row<{ level: string }>({
    severity: 'error',
    title: 'A permission level without a condition',
    message: ({ level }) => `level \`${level}\` says nothing of who may call`,
    why: denied,
    help: () =>
      'add authenticated: true, `roles`, `scopes` or `allow`; write public: true for anybody',
  }),
  TW3021: row<{ level: string; other: string }>({
    severity: 'error',
    title: 'A level that is public and has a condition',
    message: ({ level, other }) => `level \`${level}\` is public and has \`${other}\``,
    why: 'Public means that anybody may call, signed in or not: one of the two would not hold.',
    help: ({ other }) => `remove public: true, or remove \`${other}\``,
  }),
  TW3022: row<{ owner: string }>({
    severity: 'error',
    title: 'An approval that nobody is named for',
    message: ({ owner }) => `\`by\` of ${owner} names neither roles nor scopes`,
    why: 'An empty `by` reads as if nobody could decide, and would let everybody.',
    help: () => 'name roles or scopes; remove `by` to let any caller of the same tenant decide',
  }),
  TW3023: row<{ tool: string; level: string }>({
    severity: 'error',
    title: 'A tool whose level asks for approval already',
    message: ({ tool, level }) =>
      `tool \`${tool}\` has an \`approval\`, and so has its level \`${level}\``,
    why: 'A call waits for one decision, under one rule.',
    help: () => 'remove the approval of the tool, or give the tool a level without one',
  }),
  TW3024: row<{ owner: string; key: string; most: string }>({
    severity: 'error',
    title: 'A standing grant without sensible bounds',
    message: ({ owner, key, most }) => `\`grants.${key}\` of ${owner} is more than ${most}`,
    why: runAway,
    help: ({ key, most }) => `write a \`${key}\` of at most ${most}`,
  }),
  TW3025: row<{ limit: string; burst: number; most: number }>({
    severity: 'error',
    title: 'A burst above its limit',
    message: ({ limit, burst, most }) =>
      `rate limit \`${limit}\` lets ${burst} calls through at once, but only ${most} in the whole time`,
    why: 'A burst is a part of the limit: above it, the limit would not hold.',
    help: ({ most }) => `write a burst of at most ${most}, or raise \`limit\``,
  }),
  TW3026: row<{ limit: string; cost: number; most: number }>({
    severity: 'error',
    title: 'A cost that no call can pay',
    message: ({ limit, cost, most }) =>
      `a call costs ${cost} of rate limit \`${limit}\`, which never has more than ${most}`,
    why: 'Every call of the tool would be refused.',
    help: ({ most }) => `write a cost of at most ${most}, or raise the limit`,
  }),
  TW3027: row<{ tool: string; effect: string }>({
    severity: 'error',
    title: 'A retry of something that must not run twice',
    message: ({ tool, effect }) =>
      `tool \`${tool}\` has effect ${effect} and would be run again on failure`,
    why: 'A handler that failed may have done its work; only reads and idempotent tools may run again.',
    help: () =>
      'remove `retry`, or write idempotent: true and hand context.idempotencyKey to what does the work',
  }),
};
