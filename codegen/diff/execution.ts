import type { ToolIr } from '../ir.js';
import { durationText, sizeText } from '../spec/units.js';
import { type Found, found } from './found.js';
import type { RuleId } from './rule.js';
import { byAmount, ruleOf } from './way.js';

/** How a permitted call runs: how long, how often, beside which others, and how much of its result is read. */
export const executionChanges = (old: ToolIr, now: ToolIr): Found[] => [
  ...timeoutChanges(old, now),
  ...retryChanges(old, now),
  ...concurrencyChanges(old, now),
  ...resultSizeChanges(old, now),
  ...againChanges(old, now),
  ...repeatChanges(old, now),
  ...exclusiveChanges(old, now),
];

/** By the way a number went. */
function moved(old: number, now: number, [up, down]: readonly [RuleId, RuleId]) {
  return (path: string, detail: string): Found[] =>
    old === now ? [] : [found(now > old ? up : down, path, detail)];
}

const timeoutChanges = ({ timeoutMs: old }: ToolIr, { timeoutMs: now }: ToolIr): Found[] =>
  moved(old, now, ['timeout-raised', 'timeout-lowered'])(
    'timeout',
    `${durationText(old)} → ${durationText(now)}`,
  );

function retryChanges({ retry: old }: ToolIr, { retry: now }: ToolIr): Found[] {
  const [before, after] = [old?.attempts ?? 1, now?.attempts ?? 1];
  const detail = `${retryWords(old)} → ${retryWords(now)}`;
  if (before !== after)
    return moved(before, after, ['retry-raised', 'retry-lowered'])('retry', detail);
  const paced = before > 1 && old?.backoffMs !== now?.backoffMs;
  return paced ? [found('retry-paced', 'retry', detail)] : [];
}

const retryWords = (retry: ToolIr['retry']): string =>
  retry ? `${retry.attempts} attempts, ${durationText(retry.backoffMs)} apart` : 'one attempt';

function concurrencyChanges(old: ToolIr, now: ToolIr): Found[] {
  const most = ({ concurrency = Infinity }: ToolIr) => concurrency;
  const words = ({ concurrency }: ToolIr) => concurrency ?? 'any number';
  const rule = ruleOf(
    byAmount(most(old), most(now)),
    'concurrency-loosened',
    'concurrency-loosened',
  );
  return rule ? [found(rule, 'concurrency', `${words(old)} → ${words(now)} at once`)] : [];
}

const resultSizeChanges = (
  { maxResultBytes: old }: ToolIr,
  { maxResultBytes: now }: ToolIr,
): Found[] =>
  moved(old, now, ['max-result-changed', 'max-result-changed'])(
    'max_result',
    `${sizeText(old)} → ${sizeText(now)}`,
  );

/** Reads may always be run again: where the effect changes, the change of the effect says so. */
function againChanges(old: ToolIr, now: ToolIr): Found[] {
  if (old.idempotent === now.idempotent || old.effect === 'read' || now.effect === 'read')
    return [];
  const rule = now.idempotent ? 'idempotent-set' : 'idempotent-removed';
  return [found(rule, 'idempotent', `${old.idempotent} → ${now.idempotent}`)];
}

function repeatChanges({ idempotencyKey: old }: ToolIr, { idempotencyKey: now }: ToolIr): Found[] {
  const another = old && now && old.key.source !== now.key.source;
  const way = another ? 'unclear' : byAmount(now?.ttlMs ?? 0, old?.ttlMs ?? 0);
  const rule = ruleOf(way, 'idempotency-removed', 'idempotency-changed');
  return rule ? [found(rule, 'idempotency_key', `${keyWords(old)} → ${keyWords(now)}`)] : [];
}

const keyWords = (key: ToolIr['idempotencyKey']): string =>
  key ? `${key.key.source} for ${durationText(key.ttlMs)}` : 'none';

function exclusiveChanges({ exclusive: old }: ToolIr, { exclusive: now }: ToolIr): Found[] {
  if (old?.source === now?.source) return [];
  const way = old && now ? 'unclear' : now ? 'tighter' : 'looser';
  const rule = ruleOf(way, 'exclusive-removed', 'exclusive-changed') as RuleId;
  return [found(rule, 'exclusive', `${old?.source ?? 'none'} → ${now?.source ?? 'none'}`)];
}
