import type { CallRecord, Ledger } from '../ledger.js';

type Stored = Omit<CallRecord, 'alive'>;

export function memoryCalls(
  now: () => number,
): Pick<Ledger, 'begin' | 'retake' | 'settle' | 'call'> {
  const calls = new Map<string, Stored>();

  const alive = (call: Stored): boolean =>
    call.state === 'begun' && call.startedAt + call.timeoutMs > now();
  const read = (key: string): CallRecord | undefined => {
    const call = calls.get(key);
    return call && { ...call, alive: alive(call) };
  };

  return {
    async begin(intent) {
      const record = read(intent.key);
      if (record) return { begun: false, record };
      calls.set(intent.key, { ...intent, state: 'begun', startedAt: now(), result: null });
      return { begun: true };
    },
    async retake(key) {
      const call = calls.get(key);
      if (call?.state !== 'begun' || alive(call)) return false;
      calls.set(key, { ...call, startedAt: now() });
      return true;
    },
    async settle(key, state, result) {
      const call = calls.get(key);
      if (call?.state !== 'begun') return false;
      calls.set(key, { ...call, state, result });
      return true;
    },
    call: async (key) => read(key),
  };
}
