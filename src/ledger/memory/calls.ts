import { StoreError } from '../../error.js';
import type { CallRecord, Ledger } from '../ledger.js';
import { copied } from './copied.js';

interface Stored extends Omit<CallRecord, 'alive'> {
  readonly attempt: string;
}

export function memoryCalls(now: () => number): Pick<
  Ledger,
  'begin' | 'withdraw' | 'retake' | 'settle' | 'call'
> & {
  began(key: string): boolean;
} {
  const calls = new Map<string, Stored>();
  // In one process nothing is overtaken: only what is on its way in a test, or in a store around this one.
  const withdrawn = new Set<string>();

  const alive = (call: Stored): boolean =>
    call.state === 'begun' && call.startedAt + call.timeoutMs > now();
  const read = (key: string): CallRecord | undefined => {
    const call = calls.get(key);
    if (!call) return undefined;
    const { attempt, ...record } = call;
    return { ...record, result: copied(record.result), alive: alive(call) };
  };

  return {
    async begin(intent, attempt) {
      const record = read(intent.key);
      if (record) return { begun: false, record };
      if (withdrawn.has(attempt)) throw new StoreError('ledger', 'the call was withdrawn');
      const begun = { state: 'begun', startedAt: now(), result: null, attempt } as const;
      calls.set(intent.key, { ...intent, ...begun });
      return { begun: true };
    },
    async withdraw({ key }, attempt) {
      withdrawn.add(attempt);
      const call = calls.get(key);
      if (call?.state === 'begun' && call.attempt === attempt) calls.delete(key);
    },
    async retake(key, attempt) {
      const call = calls.get(key);
      if (call?.state !== 'begun' || alive(call)) return false;
      calls.set(key, { ...call, startedAt: now(), attempt });
      return true;
    },
    async settle(key, state, result) {
      const call = calls.get(key);
      if (call?.state !== 'begun') return false;
      calls.set(key, { ...call, state, result: copied(result) });
      return true;
    },
    call: async (key) => read(key),
    began: (key) => calls.has(key),
  };
}
