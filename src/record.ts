import { withDeadline } from './deadline.js';
import type { Env } from './env.js';
import { StoreError } from './error.js';
import type { EventBody, EventSink, ToolEvent } from './event.js';
import type { Ledger } from './ledger/ledger.js';
import type { Recorder, Subject } from './recorder.js';

/** How long a record may wait for others before all are written together. */
const GROUP_MS = 50;
/** How long to wait before trying a ledger again that failed. */
const RETRY_MS = 1000;
/** How many records wait for a ledger that is down, at most; beyond, the oldest are lost, and that is recorded. */
const MAX_WAITING = 100_000;

interface Parts {
  readonly env: Env;
  readonly sinks: readonly EventSink[];
  readonly ledger: Ledger | undefined;
  readonly storeTimeoutMs: number;
}

/** The recorder of a runtime: copies to the sinks at once, the audit log in groups. */
export function createRecorder({ env, sinks, ledger, storeTimeoutMs }: Parts): Recorder {
  let seq = 0;
  let healthy = true;
  let lost = 0;
  let closed = false;
  let waiting: ToolEvent[] = [];
  let cancelTimer: (() => void) | undefined;
  // One write after the other, so that the log holds events in the order they happened.
  let writing: Promise<void> = Promise.resolve();

  function make(subject: Subject, body: EventBody): ToolEvent {
    seq += 1;
    const { run, key, call, caller } = subject;
    const who = caller === null ? null : { id: caller.id, tenant: caller.tenant ?? null };
    return { v: 1, seq, at: env.now(), run, key, tool: String(call.name), caller: who, ...body };
  }

  function copy(event: ToolEvent): void {
    for (const sink of sinks)
      try {
        sink.write(event);
      } catch {
        // A copy may be lost; a sink that fails must not fail a call, nor the other sinks.
      }
  }

  const eachSink = (act: (sink: EventSink) => Promise<void> | undefined) =>
    Promise.allSettled(sinks.map(async (sink) => act(sink)));

  function enqueue(event: ToolEvent): void {
    if (waiting.length >= MAX_WAITING) {
      waiting.shift();
      lost += 1;
    }
    waiting.push(event);
  }

  function schedule(ms: number): void {
    if (closed) return;
    cancelTimer ??= env.after(ms, () => {
      cancelTimer = undefined;
      flush().catch(() => schedule(RETRY_MS));
    });
  }

  async function write(to: Ledger): Promise<void> {
    if (waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    const bodies = group.map(textOf);
    if (lost > 0) bodies.push(JSON.stringify({ v: 1, type: 'lost', at: env.now(), events: lost }));
    // It is not given up, which would store the group twice; but until it is over nobody counts on it.
    const arrived = env.after(storeTimeoutMs, () => {
      healthy = false;
    });
    try {
      await to.append(bodies);
      healthy = true;
      lost = 0;
    } catch (error) {
      healthy = false;
      waiting = [...group, ...waiting].slice(-MAX_WAITING);
      schedule(RETRY_MS);
      throw error;
    } finally {
      arrived();
    }
  }

  function flush(): Promise<void> {
    if (!ledger) return Promise.resolve();
    const next = writing.then(() => write(ledger));
    writing = next.catch(() => undefined);
    return next;
  }

  function late(): Error {
    healthy = false;
    return new StoreError('ledger', `the audit log took longer than ${storeTimeoutMs} ms`);
  }
  const flushInTime = () => withDeadline(flush(), storeTimeoutMs, env, late);

  function record(subject: Subject, body: EventBody): void {
    if (!ledger && sinks.length === 0) return;
    const event = make(subject, body);
    copy(event);
    if (!ledger) return;
    enqueue(event);
    schedule(GROUP_MS);
  }

  return {
    record,
    async recordDurably(subject, body) {
      record(subject, body);
      await flushInTime();
    },
    get healthy() {
      return healthy;
    },
    async flush() {
      await flush();
      await eachSink((sink) => sink.flush?.());
    },
    async close() {
      closed = true;
      cancelTimer?.();
      cancelTimer = undefined;
      // The copies are written out and closed even where the ledger is down; then that is said.
      const [log] = await Promise.allSettled([flushInTime(), eachSink((sink) => sink.flush?.())]);
      await eachSink((sink) => sink.close?.());
      if (log.status === 'rejected') throw log.reason;
    },
  };
}

/** What cannot be written as JSON leaves the rest of its event: a record must not take its group with it. */
function textOf(event: ToolEvent): string {
  try {
    return JSON.stringify(event);
  } catch {
    const { v, seq, at, run, key, tool, caller, type } = event;
    return JSON.stringify({ v, seq, at, run, key, tool, caller, type, unwritable: true });
  }
}
