import type { Env } from './env.js';
import { onAbort } from './on-abort.js';

/** How many calls of a tool are at work at once, in this process. A slot is held until its handler settles. */
export interface Slots {
  /** A release function, or undefined when `waitMs` passed or the signal aborted without a free slot. */
  take(
    tool: string,
    limit: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<(() => void) | undefined>;
}

interface Line {
  taken: number;
  /** Those who wait, first come first served. Each is handed the slot of the one who leaves. */
  readonly waiting: Set<() => void>;
}

export function createSlots(env: Pick<Env, 'after'>): Slots {
  const lines = new Map<string, Line>();
  return {
    async take(tool, limit, waitMs, signal) {
      const line = lines.get(tool) ?? { taken: 0, waiting: new Set() };
      lines.set(tool, line);
      if (line.taken < limit) line.taken += 1;
      else if (!(await handed(line, env, waitMs, signal))) return undefined;
      return releaseOf(line);
    },
  };
}

/** False when nobody handed a slot over within `waitMs`, or before the signal aborted. */
function handed(
  line: Line,
  env: Pick<Env, 'after'>,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  // One that aborted before says so no more.
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (got: boolean) => {
      line.waiting.delete(mine);
      cancel();
      stop();
      resolve(got);
    };
    const mine = () => end(true);
    const giveUp = () => end(false);
    const cancel = env.after(waitMs, giveUp);
    const stop = onAbort(signal, giveUp);
    line.waiting.add(mine);
  });
}

function releaseOf(line: Line): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    const [next] = line.waiting;
    if (next) next();
    else line.taken -= 1;
  };
}
