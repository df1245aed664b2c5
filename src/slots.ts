import type { Env } from './env.js';

/** How many calls of a tool are at work at once, in this process. A slot is held until its handler settles. */
export interface Slots {
  /** A release function, or undefined when `waitMs` passed without a free slot. */
  take(tool: string, limit: number, waitMs: number): Promise<(() => void) | undefined>;
}

interface Line {
  taken: number;
  /** Those who wait, first come first served. Each answers false if it has given up. */
  readonly waiting: (() => boolean)[];
}

export function createSlots(env: Pick<Env, 'after'>): Slots {
  const lines = new Map<string, Line>();

  const releaseOf = (line: Line) => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      while (line.waiting.length > 0) if (line.waiting.shift()?.()) return;
      line.taken -= 1;
    };
  };

  return {
    take(tool, limit, waitMs) {
      let line = lines.get(tool);
      if (!line) {
        line = { taken: 0, waiting: [] };
        lines.set(tool, line);
      }
      const mine = line;
      if (mine.taken < limit) {
        mine.taken += 1;
        return Promise.resolve(releaseOf(mine));
      }
      return new Promise((resolve) => {
        let open = true;
        const cancel = env.after(waitMs, () => {
          open = false;
          resolve(undefined);
        });
        mine.waiting.push(() => {
          if (!open) return false;
          cancel();
          resolve(releaseOf(mine));
          return true;
        });
      });
    },
  };
}
