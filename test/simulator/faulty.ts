import type { Approval } from '../../src/call.js';
import type { Grant, Ledger } from '../../src/ledger/ledger.js';
import type { Charge, Limiter } from '../../src/limiter/limiter.js';
import type { VirtualEnv } from '../../src/testing/index.js';
import type { Saw } from './history.js';

/** The stores of one process, as it sees them, and as they are: what took effect is written into the history. */

export interface Life {
  alive: boolean;
  readonly process: number;
}
export interface Weather {
  /** 0: nothing goes wrong. 1: a good part of everything does. */
  faults: number;
  /** Nothing is answered at all. */
  out?: boolean;
}
type Chance = () => number;
type Method = (...given: never[]) => Promise<unknown>;

const forever = new Promise<never>(() => {});

/** What happens to an operation on its way: it may be late, fail before it took effect or after, or be the last its process does. */
export function faulty(env: VirtualEnv, chance: Chance, weather: Weather, life: Life) {
  const wait = (ms: number) => new Promise<void>((resolve) => void env.after(ms, resolve));
  const happens = (odds: number) => chance() < odds * weather.faults;
  return async <Answer>(operation: () => Answer | Promise<Answer>): Promise<Answer> => {
    if (!life.alive) return forever;
    if (weather.out)
      await (chance() < 0.5 ? wait(7_000) : Promise.reject(new Error('the store is out')));
    if (happens(0.2)) await wait(chance() * 400);
    if (happens(0.03)) await wait(900 + chance() * 1_000);
    if (happens(0.01)) await wait(7_000);
    // It may have died while it waited.
    if (!life.alive) return forever;
    if (happens(0.04)) throw new Error('the store failed before');
    if (happens(0.004)) life.alive = false;
    if (!life.alive) return forever;
    const answer = await operation();
    if (happens(0.2)) await wait(chance() * 400);
    if (happens(0.01)) await wait(7_000);
    if (happens(0.004)) life.alive = false;
    if (!life.alive) return forever;
    if (happens(0.03)) throw new Error('the store failed after');
    return answer;
  };
}
type Faulty = ReturnType<typeof faulty>;

export function faultyLedger(ledger: Ledger, through: Faulty, { process }: Life): Ledger {
  const entries = Object.entries(ledger).map(([name, value]) => [
    name,
    typeof value === 'function'
      ? (...given: never[]) => through(() => (value as Method)(...given))
      : value,
  ]);
  // Every method of the ledger, wrapped.
  const wrapped = Object.fromEntries(entries) as unknown as Ledger;
  // Two processes may write the same at the same time: it is told apart by who wrote it.
  const marked = (body: string) => `${body.slice(0, -1)},"process":${process}}`;
  return {
    ...wrapped,
    append: (bodies) => wrapped.append(bodies.map(marked)),
    decide: (id, decision, record) =>
      wrapped.decide(id, decision, record === undefined ? undefined : marked(record)),
  };
}

/** Half of `storeTimeoutMs`: later nobody listens any more. */
const LISTENS_MS = 1_000;

export const faultyLimiter = (
  limiter: Limiter,
  through: Faulty,
  { process }: Life,
  env: VirtualEnv,
  saw: Saw,
): Limiter => ({
  name: 'faulty',
  async take(charges, options) {
    const from = env.now();
    const taken = await through(() => limiter.take(charges, options));
    if (env.now() - from < LISTENS_MS)
      saw({ type: 'heard', process, charges, said: taken.ok ? 'yes' : 'no' });
    return taken;
  },
  peek: (charges) => through(() => limiter.peek(charges)),
  hold: (...given) => through(() => limiter.hold(...given)),
  free: (place) => through(() => limiter.free(place)),
});

/** Writes down what the ledger says it did. */
export function recordedLedger(ledger: Ledger, saw: Saw): Ledger {
  return {
    ...ledger,
    async begin(intent, attempt) {
      const answer = await ledger.begin(intent, attempt);
      if (answer.begun) saw({ type: 'begun', key: intent.key });
      return answer;
    },
    async retake(key, attempt) {
      const taken = await ledger.retake(key, attempt);
      if (taken) saw({ type: 'begun', key });
      return taken;
    },
    async propose(wish, ttlMs) {
      const approval = await ledger.propose(wish, ttlMs);
      if (approval.id === wish.id) saw({ type: 'proposed', approval });
      return approval;
    },
    async decide(id, decision, record) {
      const approval = await ledger.decide(id, decision, record);
      if (!approval) return undefined;
      saw({ type: 'decided', id, decision });
      if (decision.status === 'approved' && decision.grant)
        saw({ type: 'granted', grant: grantOf(approval, decision.grant) });
      return approval;
    },
    async redeem(redemption) {
      const done = await ledger.redeem(redemption);
      if (done) saw({ type: 'redeemed', redemption });
      return done;
    },
    async spend(id) {
      const done = await ledger.spend(id);
      if (done) saw({ type: 'spent', id });
      return done;
    },
  };
}

const grantOf = (
  { tenant, caller, tool, contractHash, decidedAt, decidedBy }: Approval,
  { id, max, forMs }: { readonly id: string; readonly max: number; readonly forMs: number },
): Grant => ({
  ...{ id, tenant, caller, tool, contractHash, max, used: 0 },
  ...{ expiresAt: (decidedAt ?? 0) + forMs, by: decidedBy ?? '' },
});

/** Writes down what really came into the audit log. */
export const recordedAudit = (ledger: Ledger, saw: Saw): Ledger => ({
  ...ledger,
  async append(bodies) {
    await ledger.append(bodies);
    for (const body of bodies) saw({ type: 'stored', event: JSON.parse(body), body });
  },
  async decide(id, decision, record) {
    const approval = await ledger.decide(id, decision, record);
    if (approval && record !== undefined)
      saw({ type: 'stored', event: JSON.parse(record), body: record });
    return approval;
  },
});

export const recordedLimiter = (limiter: Limiter, saw: Saw): Limiter => ({
  ...limiter,
  async take(charges: readonly Charge[], options) {
    const taken = await limiter.take(charges, options);
    saw({ type: 'taken', charges, once: options?.once, taken });
    return taken;
  },
});
