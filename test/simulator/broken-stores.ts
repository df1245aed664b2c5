import { memoryLedger } from '../../src/index.js';
import type { Grant, Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import type { VirtualEnv } from '../../src/testing/index.js';
import type { Product } from './simulate.js';

/** The product with a store that breaks one promise. */

type Broken = Readonly<Record<string, Product>>;
type Change = (ledger: Ledger, env: VirtualEnv) => Partial<Ledger>;

const ledgerWith = (change: Change): Product => ({
  ledger: (ledger, env) => ({ ...ledger, ...change(ledger, env) }),
});
const limiterWith = (change: (limiter: Limiter) => Partial<Limiter>): Product => ({
  limiter: (limiter) => ({ ...limiter, ...change(limiter) }),
});
const without = (type: string, bodies: readonly string[]) =>
  bodies.filter((body) => JSON.parse(body).type !== type);

export const brokenStores: Broken = {
  'redeem uses whatever it is given': ledgerWith((ledger) => ({
    redeem: async (redemption) => (await ledger.redeem(redemption)) || true,
  })),
  'approvals never expire': ledgerWith((_, env) => {
    const start = env.now();
    const { propose, approval, approvalOf, approvals, decide, redeem } = memoryLedger({
      env: { now: () => start },
    });
    return { propose, approval, approvalOf, approvals, decide, redeem };
  }),
  'the clock of the store stands still': ledgerWith(() => ({ now: async () => 0 })),
  'an approval can be decided twice': ledgerWith((ledger) => ({
    async decide(id, decision, record) {
      const decided = await ledger.decide(id, decision, record);
      return decided ?? (await ledger.approval(id));
    },
  })),
  'a grant has no end': ledgerWith((ledger) => {
    const given: Grant[] = [];
    return {
      async grants(scope) {
        given.push(...(await ledger.grants(scope)));
        const { tenant, caller, tool } = scope;
        return given.filter(
          (one) => one.tenant === tenant && one.caller === caller && one.tool === tool,
        );
      },
      spend: async () => true,
    };
  }),
  'no call is written ahead': ledgerWith(() => ({
    begin: async () => ({ begun: true }),
    call: async () => undefined,
  })),
  'what a call came to is forgotten': ledgerWith((ledger) => {
    const settled = new Set<string>();
    return {
      async settle(key, state, result) {
        settled.add(key);
        return ledger.settle(key, state, result);
      },
      call: async (key) => (settled.has(key) ? undefined : ledger.call(key)),
      async begin(intent, attempt) {
        const answer = await ledger.begin(intent, attempt);
        return settled.has(intent.key) ? { begun: true } : answer;
      },
    };
  }),
  'a call that is at work may be taken over': ledgerWith((ledger) => ({
    async begin(intent, attempt) {
      const answer = await ledger.begin(intent, attempt);
      return answer.begun || answer.record.state !== 'begun' ? answer : { begun: true };
    },
    async call(key) {
      const record = await ledger.call(key);
      return record?.state === 'begun' ? undefined : record;
    },
  })),
  'a try that was given up is not withdrawn': ledgerWith(() => ({ withdraw: async () => {} })),
  'the log loses intents': ledgerWith((ledger) => ({
    append: (bodies) => ledger.append(without('intent', bodies)),
  })),
  'a decision leaves no record': ledgerWith((ledger) => ({
    decide: (id, decision) => ledger.decide(id, decision),
  })),
  'the log loses outcomes': ledgerWith((ledger) => ({
    append: (bodies) => ledger.append(without('outcome', bodies)),
  })),
  'the log says that it holds what it does not hold yet': ledgerWith((ledger, env) => ({
    append: async (bodies) => void env.after(30, () => void ledger.append(bodies)),
  })),
  'everybody gets an idempotency key': ledgerWith(() => ({
    idempotency: async () => ({ state: 'free' }),
    claim: async () => ({ claimed: true, found: { state: 'free' } }),
  })),
  'an idempotency key is given up when its call is done': ledgerWith((ledger) => ({
    complete: (scope, call) => ledger.release(scope, call),
  })),
  'a dead claim leaves no trace': ledgerWith((ledger) => ({
    async claim(scope, claim) {
      const { claimed, found } = await ledger.claim(scope, claim);
      return claimed ? { claimed, found: { state: 'free' } } : { claimed, found };
    },
  })),
  'everybody gets an exclusive key': ledgerWith(() => ({ acquire: async () => ({ fence: 1 }) })),
  'no limit is counted': limiterWith(() => ({ take: () => ({ ok: true }) })),
  'a call that comes again is charged again': limiterWith((limiter) => ({
    take: (charges) => limiter.take(charges),
  })),
  'a refused call is charged': {
    limiter(limiter) {
      const free = (limit: number) => ({ limit, burst: limit });
      return {
        ...limiter,
        async take(charges, options) {
          const taken = await limiter.take(charges, options);
          if (taken.ok) return taken;
          // The charge is taken all the same: whatever room is left goes.
          const [charge] = charges;
          if (charge) await limiter.take([{ ...charge, ...free(charge.limit * 2) }]);
          return taken;
        },
      };
    },
  },
};
