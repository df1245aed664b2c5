import type { BoundCall, Decision } from '../call.js';
import type { Contract, Limit, OnOutage } from '../contract.js';
import { Refusal } from '../error.js';
import { keyText } from '../expression.js';
import type { Charge, Taken } from '../limiter/limiter.js';
import type { LocalShare } from '../local-share.js';
import { afterWait, timeOf } from '../waited.js';
import type { World } from '../world.js';
import type { Policy } from './policy.js';

const allow: Decision = { effect: 'allow' };

/** All limits of a call at once: all are charged, or none. A call that comes again under its key is charged once. */
export const rateLimit: Policy = (call, world) => {
  const limits = call.contract.limits;
  // A resumed call was charged when it was proposed.
  if (!limits?.length || call.approval) return allow;
  const charges = chargesOf(limits, call);
  let taken: Taken | Promise<Taken>;
  try {
    taken = ask(world.limiter, charges, call, world);
  } catch (cause) {
    return outage(limits, charges, call, world, cause);
  }
  if (!(taken instanceof Promise)) return decided(taken);
  // What comes of it is counted from when it was known, not from when the call came.
  return taken.then(decided, (cause) => outage(limits, charges, afterWait(call), world, cause));
};

const ask = (limiter: LocalShare, charges: readonly Charge[], call: BoundCall, world: World) =>
  world.dry
    ? limiter.peek(charges)
    : limiter.take(charges, { once: call.replayable ? call.key : undefined, at: timeOf(call) });

const decided = (taken: Taken): Decision =>
  taken.ok === true
    ? allow
    : {
        effect: 'deny',
        refusal: new Refusal('rate_limited', { retryAfterMs: taken.retryAfterMs }),
      };

interface Charged {
  readonly id: string;
  readonly tenant: string | undefined;
  readonly charges: readonly Charge[];
}
/** What the last caller of a tool was charged. It mostly calls again, and keys take longer to build than to charge. */
const last = new WeakMap<Contract, Charged>();

function chargesOf(limits: readonly Limit[], call: BoundCall): readonly Charge[] {
  const { caller, contract } = call;
  const before = last.get(contract);
  if (before && before.id === caller?.id && before.tenant === caller?.tenant) return before.charges;
  const charges = limits.map((limit) => chargeOf(limit, call));
  const fixed = limits.every(({ by }) => typeof by === 'string');
  if (fixed && caller) last.set(contract, { id: caller.id, tenant: caller.tenant, charges });
  return charges;
}

/** Injective: no two callers, tenants, tools or limits ever share a key. */
function chargeOf(limit: Limit, call: BoundCall): Charge {
  const { name, limit: rate, perMs, burst = rate, cost = 1 } = limit;
  return { key: `[${text(name)},${who(limit, call)}]`, limit: rate, perMs, burst, cost };
}

function who({ by }: Limit, call: BoundCall): string {
  const { caller, contract } = call;
  if (by === 'global') return '"global"';
  if (by === 'tool') return `"tool",${text(contract.name)}`;
  const tenant = text(caller?.tenant);
  if (by === 'tenant') return `"tenant",${tenant}`;
  if (by === 'user') return `"user",${tenant},${text(caller?.id)}`;
  // What the model wrote may be the key: a tenant never uses up the limit of another.
  return `"key",${tenant},${text(keyText(by, { caller, args: call.args }))}`;
}

/** As JSON; JSON.stringify is asked only where something may need an escape. */
const text = (value: string | undefined): string =>
  typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value ?? null);
const PLAIN = /^[\w .:@-]*$/;

/**
 * A write is denied while the store is out. Of reads each limit says what happens: any may deny the call, of those that
 * say so this process's part is taken, and those that allow are not asked.
 */
function outage(
  limits: readonly Limit[],
  charges: readonly Charge[],
  call: BoundCall,
  world: World,
  cause: unknown,
): Decision | Promise<Decision> {
  const reads = call.contract.effect === 'read';
  const all = (...modes: readonly OnOutage[]) =>
    reads && limits.every(({ onOutage }) => modes.includes(onOutage));
  // A mode that nobody knows is none of the others.
  const said = all('allow') ? 'allow' : all('allow', 'local_share') ? 'local_share' : 'deny';
  // Where nobody said how many share the limit, this process has no part of it.
  const share = said === 'local_share' ? world.localShare : undefined;
  const mode = said === 'local_share' && !share ? 'deny' : said;
  if (!world.dry) note(call, world, mode, cause);
  if (mode === 'allow') return allow;
  if (!share) return { effect: 'deny', refusal: new Refusal('store_unavailable', { cause }) };
  const parts = charges.filter((_, at) => limits[at]?.onOutage === 'local_share');
  const taken = ask(share, parts, call, world);
  return taken instanceof Promise ? taken.then(decided) : decided(taken);
}

const note = (call: BoundCall, world: World, mode: OnOutage, cause: unknown): void =>
  world.recorder.record(call, { type: 'outage', store: 'limiter', mode, cause: String(cause) });
