import { vi } from 'vitest';
import type { Budget as TrueBudget } from '../../src/budget.js';
import type { Failure } from '../../src/error.js';
import type { Attempted } from '../../src/stage/attempts.js';

/** One module of the product in place of the true one; the path is as `vi.doMock` takes it from here. */
export interface BrokenModule {
  readonly path: string;
  readonly exports: (actual: Record<string, Method>) => Record<string, unknown>;
}
// What the modules export is of many types; each row knows its own.
type Method = (...given: unknown[]) => never;

const allow = { effect: 'allow' };
type Attempts = typeof import('../../src/stage/attempts.js');
type Change = (error: Failure) => { readonly code: string; readonly message: string };

const failed = (attempted: Attempted, change: Change): Attempted =>
  attempted.result.status === 'failed'
    ? {
        ...attempted,
        result: { ...attempted.result, error: change(attempted.result.error) as Failure },
      }
    : attempted;

/** Whatever came of a handler, changed. */
function ended(change: (attempted: Attempted) => Attempted): BrokenModule {
  return {
    path: '../../src/stage/attempts.js',
    exports: (actual) => ({
      Running: class extends (actual as unknown as Attempts).Running {
        override settled() {
          const attempted = super.settled();
          return attempted && change(attempted);
        }
        override async end() {
          return change(await super.end());
        }
      },
    }),
  };
}

/** Every limit as if it had declared that. */
function onOutage(mode: 'deny' | 'allow'): BrokenModule {
  return {
    path: '../../src/policy/rate-limit.js',
    exports: (actual) => ({
      rateLimit(call: { contract: { limits?: object[] } }, world: unknown) {
        const limits = call.contract.limits?.map((limit) => ({ ...limit, onOutage: mode }));
        const changed = { ...call, contract: { ...call.contract, ...(limits && { limits }) } };
        return actual.rateLimit?.(changed, world);
      },
    }),
  };
}

export const brokenModules: Readonly<Record<string, BrokenModule>> = {
  'nobody is denied': {
    path: '../../src/policy/permission.js',
    exports: () => ({ permission: () => allow }),
  },
  'no person is asked': {
    path: '../../src/policy/approval.js',
    exports: () => ({ approval: () => allow }),
  },
  'no limit is asked': {
    path: '../../src/policy/rate-limit.js',
    exports: () => ({ rateLimit: () => allow }),
  },
  'nothing is validated': {
    path: '../../src/stage/validate.js',
    exports: () => ({
      validate: async (call: { contract: { validators: () => Promise<object> } }) =>
        Object.assign(call, await call.contract.validators()),
    }),
  },
  'a write is not announced': {
    path: '../../src/stage/write-ahead.js',
    exports: (actual) => ({
      ...actual,
      announceWrite: async (call: unknown, world: unknown) => actual.announceRead?.(call, world),
    }),
  },
  'a handler runs twice': {
    path: '../../src/stage/attempts.js',
    exports: (actual) => {
      const { Running } = actual as unknown as Attempts;
      return {
        Running: class extends Running {
          constructor(...given: ConstructorParameters<typeof Running>) {
            new Running(...given);
            super(...given);
          }
        },
      };
    },
  },
  'the model reads exceptions': ended((done) =>
    failed(done, (error) => ({ ...error, message: String(done.cause) })),
  ),
  'what is unknown is called a timeout': ended((done) =>
    failed(done, (error) =>
      error.code === 'outcome_unknown' ? { ...error, code: 'timed_out' } : error,
    ),
  ),
  'a refusal leaves no record': {
    path: '../../src/stage/finish.js',
    exports: (actual) => ({
      ...actual,
      refuse: (call: object, thrown: unknown, world: object) =>
        actual.refuse?.(call, thrown, { ...world, recorder: { record: () => {} } }),
    }),
  },
  'a call ends twice in the log': {
    path: '../../src/stage/finish.js',
    exports: (actual) => ({
      ...actual,
      finish(...given: unknown[]) {
        actual.finish?.(...given);
        return actual.finish?.(...given);
      },
    }),
  },
  'in an outage each process takes the whole limit': {
    path: '../../src/local-share.js',
    exports: (actual) => ({
      localShare: (shared: unknown, _: number, env: unknown) => actual.localShare?.(shared, 1, env),
    }),
  },
  'in an outage a part has no end': {
    path: '../../src/local-share.js',
    exports: () => ({ localShare: () => ({ take: () => ({ ok: true }) }) }),
  },
  'in an outage nothing may go on': onOutage('deny'),
  'in an outage everything may go on': onOutage('allow'),
  'many answers in time add up': {
    path: '../../src/budget.js',
    exports: ({ Budget }) => ({
      Budget: class extends (Budget as unknown as typeof TrueBudget) {
        override wait<Value>(...given: Parameters<TrueBudget['wait']>): Promise<Value> {
          this.renew();
          return super.wait(...given) as Promise<Value>;
        }
      },
    }),
  },
  'a store is waited for as long as it takes': {
    path: '../../src/deadline.js',
    exports: (actual) => ({ ...actual, withDeadline: (work: unknown) => work }),
  },
  'a failing handler says that nothing ran': ended((done) =>
    failed(done, (error) => ({ ...error, code: 'busy' })),
  ),
};

/** The runtime with that module in it. */
export async function runtimeWith({ path, exports }: BrokenModule) {
  vi.resetModules();
  const actual = await vi.importActual<Record<string, Method>>(path);
  vi.doMock(path, () => exports(actual));
  try {
    return (await import('../../src/index.js')).createRuntime;
  } finally {
    vi.doUnmock(path);
  }
}
