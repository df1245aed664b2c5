import type { Ledger } from '../../../src/ledger/ledger.js';
import type { Random } from '../../proofs/random.js';
import { intent, proposal, redemptionOf } from './samples.js';

/** A method of a ledger and what it is given. */
export type Move = readonly [method: keyof Ledger, ...given: readonly unknown[]];

const VALUES = [null, 1, 'a\u0000\u{1f600}\ud800', { b: [], a: -0.5 }] as const;
const STATUSES = [undefined, 'pending', 'approved', 'rejected', 'used', 'expired'] as const;

/** Random moves over few names, so that they meet. */
export function moves({ pick, integer, chance }: Random): () => Move {
  let ids = 0;
  const fresh = () => `id ${++ids}`;
  const name = () => `n${integer(3)}`;
  const ms = () => pick([500, 1_000, 5_000]);
  const tenant = () => pick([null, 'acme', '']);
  const who = () => ({ tenant: tenant(), caller: pick([null, 'ada']) });
  const result = () => ({ status: 'completed', value: pick(VALUES) });
  const scope = () => ({ tenant: tenant(), tool: 'send', key: pick(['k', 'l']) });
  // A try is one of its call, and of no other.
  const tried = () => ((key) => [key, `${key}-${integer(3)}`] as const)(name());
  const begins = () => {
    const [key, attempt] = tried();
    return [{ ...intent, ...who(), key, timeoutMs: ms() }, attempt];
  };
  const record = () => (chance(0.5) ? JSON.stringify({ record: fresh() }) : undefined);
  const wishes: (typeof proposal)[] = [];
  const grants = ['none'];
  const id = () => wishes.at(-1 - integer(3))?.id ?? 'none';
  const lease = () => [pick(['x', 'y']), pick(['a', 'b'])] as const;

  function wish() {
    const effective = { to: pick(['a', 'b']), note: pick(VALUES) };
    wishes.push({ ...proposal, ...who(), id: fresh(), key: name(), run: name(), effective });
    return wishes.at(-1);
  }

  function redemption() {
    const redeems = redemptionOf(wishes.length > 0 ? pick(wishes) : proposal);
    const change = pick([{}, {}, {}, { args: '{"to":"c"}' }, { run: 'another' }, { tenant: null }]);
    return { ...redeems, ...change };
  }

  function decision() {
    const said = { by: pick(['grace', 'ada']), note: pick([null, 'so']) };
    if (chance(0.3)) return { status: 'rejected', ...said };
    const edit = { edited: { to: 'C' }, effective: { to: 'c' }, preview: 'c' };
    const approved = { status: 'approved', ...said, ...(chance(0.3) && edit) };
    if (chance(0.3)) return approved;
    const grant = { id: fresh(), max: pick([1, 2]), forMs: ms() };
    grants.push(grant.id);
    return { ...approved, grant };
  }

  const all: readonly (() => Move)[] = [
    () => ['begin', ...begins()],
    () => ['withdraw', ...begins()],
    () => ['retake', ...tried()],
    () => ['settle', name(), pick(['settled', 'unknown']), result()],
    () => ['call', name()],
    () => ['idempotency', scope()],
    () => ['claim', scope(), { call: name(), args: pick(['{}', '{"a":1}']), leaseMs: ms() }],
    () => ['complete', scope(), name(), result(), ms()],
    () => ['release', scope(), name()],
    () => ['acquire', ...lease(), ms()],
    () => ['renew', ...lease(), ms()],
    () => ['free', ...lease()],
    () => ['propose', wish(), ms()],
    () => ['approval', id()],
    () => ['approvalOf', name()],
    () => ['approvals', { tenant: pick([undefined, tenant()]), status: pick(STATUSES) }],
    () => ['approvals', { run: name() }],
    () => ['decide', id(), decision(), record()],
    () => ['decide', id(), decision()],
    () => ['redeem', redemption()],
    () => ['grants', { ...who(), tool: proposal.tool, contractHash: proposal.contractHash }],
    () => ['spend', pick(grants.slice(-3))],
    () => ['spend', grants.at(-1)],
    () => [
      'saveRun',
      { id: name(), ...who(), version: 1 + integer(3), status: 'pending', state: pick(VALUES) },
    ],
    () => ['run', name()],
    () => ['append', [`{"n":${integer(9)}}`]],
    () => ['now'],
  ];
  return () => pick(all)();
}
