/** Who waits for each signal. One listener for all of them: Node warns of a leak from the eleventh on. */
const waiting = new WeakMap<AbortSignal, Waiting>();

interface Waiting {
  readonly all: Set<() => void>;
  tell(): void;
}

/** Calls `run` once when the signal aborts, from now on; what it returns takes that back. */
export function onAbort(signal: AbortSignal | undefined, run: () => void): () => void {
  if (!signal) return () => {};
  const { all, tell } = waiting.get(signal) ?? listening(signal);
  all.add(run);
  return () => {
    all.delete(run);
    if (all.size > 0 || waiting.get(signal)?.all !== all) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', tell);
  };
}

function listening(signal: AbortSignal): Waiting {
  const all = new Set<() => void>();
  const tell = () => {
    for (const run of all) run();
  };
  waiting.set(signal, { all, tell });
  signal.addEventListener('abort', tell, { once: true });
  return { all, tell };
}
