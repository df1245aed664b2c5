import { AuditLog, textOf } from './audit-log.js';
import { calledName } from './call.js';
import { withDeadline } from './deadline.js';
import type { Env } from './env.js';
import type { EventBody, EventSink, ToolEvent } from './event.js';
import { copyOf, type Json } from './json.js';
import type { Ledger } from './ledger/ledger.js';
import { type Redact, withoutPrivate } from './private.js';
import type { DecisionBody, Recorder, Subject } from './recorder.js';

/** Characters of a name that are kept: a model may have made it up, at any length. */
const LONGEST_NAME = 128;

interface Open {
  args: Json;
}

interface Parts {
  readonly env: Env;
  readonly sinks: readonly EventSink[];
  readonly ledger: Ledger | undefined;
  readonly storeTimeoutMs: number;
  readonly redact?: Redact | undefined;
}

/** The recorder of a runtime: copies to the sinks at once, the audit log in groups. */
export function createRecorder({ env, sinks, ledger, storeTimeoutMs, redact }: Parts): Recorder {
  const log = ledger && new AuditLog(ledger, env, storeTimeoutMs);
  let seq = 0;
  const each = copies(sinks, storeTimeoutMs, env);

  function next(subject: Subject, body: EventBody, at = env.now()): ToolEvent {
    seq += 1;
    return eventOf(subject, withoutPrivate(subject, body, redact), seq, at);
  }

  function record(subject: Subject, body: EventBody, at?: number): void {
    if (!log && sinks.length === 0) return;
    const event = next(subject, body, at);
    log?.add(event);
    copy(event, sinks);
  }

  return {
    record,
    async recordDurably(subject, body, budget) {
      record(subject, body);
      await log?.stored(budget);
    },
    async recordWith(subject, body, budget, store) {
      await log?.stored(budget);
      const event = next(subject, body);
      let why: 'too_late' | 'store_unavailable' | undefined = 'store_unavailable';
      try {
        const done = await store(textOf(event));
        why = done === undefined ? 'too_late' : undefined;
        if (!why) copy(event, sinks);
        return done;
      } finally {
        if (why) record(subject, undecided(body, why, event.seq));
      }
    },
    get healthy() {
      return log?.healthy ?? true;
    },
    async close() {
      // The copies are written out and closed even where the ledger is down; then that is said.
      const [stored] = await Promise.allSettled([log?.close(), each(flush)]);
      await each((sink) => sink.close?.());
      if (stored.status === 'rejected') throw stored.reason;
    },
  };
}

/** Why the log lacks the record of a decision. */
const undecided = (
  { approval, by, type: wanted }: DecisionBody,
  why: 'too_late' | 'store_unavailable',
  record: number,
): EventBody => ({ type: 'undecided', approval, by, wanted, why, record });

/** The two that every call leaves member by member: a spread takes three times as long. */
function eventOf(subject: Subject, body: EventBody, seq: number, at: number): ToolEvent {
  const { run, key, call, caller } = subject;
  const v = 1;
  const name = calledName(call);
  const tool = name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name;
  const who = caller === null ? null : { id: caller.id, tenant: caller.tenant ?? null };
  if (body.type === 'intent' && !body.flags && body.approval === undefined) {
    const { type, contract, effect, args } = body;
    return { v, seq, at, run, key, tool, caller: who, type, contract, effect, args };
  }
  if (body.type === 'outcome' && body.code === undefined && !body.cause && !body.replayed) {
    const { type, status, ms, call: id } = body;
    return { v, seq, at, run, key, tool, caller: who, type, status, ms, call: id };
  }
  return { v, seq, at, run, key, tool, caller: who, ...body };
}

/** After the log has it, and with arguments of their own: a sink that masks them in place must not change what runs. */
function copy(event: ToolEvent, sinks: readonly EventSink[]): void {
  if (sinks.length > 0 && 'args' in event) (event as Open).args = copyOf(event.args);
  for (const sink of sinks)
    try {
      // An `async write` fits the type. What it rejects with nobody waits for, and it must not end the process.
      const late: unknown = sink.write(event);
      if (typeof late === 'object') Promise.resolve(late).catch(() => undefined);
    } catch {
      // A copy may be lost; a sink that fails must not fail a call, nor the other sinks.
    }
}

type Act = (sink: EventSink) => Promise<void> | undefined;

/** One that fails or hangs must not hold up the others, nor the end: what a copy has not written by then is lost. */
function copies(sinks: readonly EventSink[], ms: number, env: Env) {
  const tooLong = () => new Error(`a sink took longer than ${ms} ms`);
  const settling = async (sink: EventSink, act: Act): Promise<void> => act(sink);
  return (act: Act): Promise<unknown> =>
    Promise.allSettled(sinks.map((sink) => withDeadline(settling(sink, act), ms, env, tooLong)));
}

const flush = (sink: EventSink) => sink.flush?.();
