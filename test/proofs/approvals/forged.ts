import { canonical, type JsonObject } from '../../../src/json.js';
import type { Caller } from '../../../src/tool.js';
import type { Random } from '../random.js';
import { changed } from './change.js';
import { ada, args, asked, supervisor, wire } from './wire.js';

/** Ways to use an approval that nobody gave for this call. Each attempt must come to nothing. */

export type Desk = Awaited<ReturnType<typeof house>>;

/** Approvals of every state, in one house of two tenants. */
export async function house() {
  const desk = wire();
  const { runtime, call, env } = desk;
  const ask = (options: object = {}, given: object = args) => asked(call(given, options));
  const approve = async (id: string, by: Caller = supervisor) =>
    (await runtime.approvals.approve(id, { by })).id;
  const globex = { ...ada, tenant: 'globex' };
  const expired = await approve(await ask());
  await env.advance(86_400_000);
  const rejected = await ask();
  await runtime.approvals.reject(rejected, { by: supervisor });
  const used = await approve(await ask({ run: 'used', turn: 0 }));
  await runtime.resume(used, { caller: ada });
  const live = await approve(await ask({ run: 'live', turn: 0 }));
  const foreign = await approve(await ask({ caller: globex }), { ...supervisor, tenant: 'globex' });
  const pending = await ask();
  desk.ran.length = 0;
  return { ...desk, globex, expired, rejected, used, live, foreign, pending };
}

type Attempt = (desk: Desk, random: Random) => Promise<unknown>;
const resume = ({ runtime }: Desk, id: string, caller: Caller | null = ada) =>
  runtime.resume(id, { caller });

/** What redeems `live`, of somebody who reads the store but is another. */
async function bindingOf({ runtime, live }: Desk) {
  const found = await runtime.approvals.get(live);
  if (!found) throw new TypeError('the live approval is gone');
  const { id, tenant, caller, run, key, tool, contractHash, effective } = found;
  return { id, tenant, caller, run, key, tool, contractHash, args: canonical(effective) };
}
const redeemed = (is: boolean) => {
  if (is) throw new RangeError('redeemed');
};

/** Fifty tries of each. */
export const attempts: Record<string, Attempt> = {
  'an id that was made up': (desk) => resume(desk, crypto.randomUUID()),
  'an id close to a real one': (desk, random) => resume(desk, changed(desk.live, random)),
  'an id that is no id': (desk, { pick }) =>
    resume(desk, pick(['', 'null', '__proto__', "' OR 1=1 --", '*', `${desk.live}\0`])),
  'an approval that was used': (desk) => resume(desk, desk.used),
  'an approval that was refused, expired or never given': (desk, { pick }) =>
    resume(desk, desk[pick(['rejected', 'expired', 'pending'] as const)]),
  'an approval of another tenant': (desk, { pick }) =>
    pick([
      () => resume(desk, desk.foreign),
      () => resume(desk, desk.live, desk.globex),
      () => desk.call(args, { caller: desk.globex, run: 'live', turn: 0 }),
      () => resume(desk, desk.live, { ...ada, tenant: '' }),
    ])(),
  'an approval of another person, or of nobody': (desk, { pick }) =>
    resume(desk, desk.live, pick([null, { ...ada, id: 'eve' }, supervisor, { ...ada, id: '' }])),
  'an approval of another run or turn': (desk, { pick, integer }) =>
    desk.call(args, {
      run: pick(['other', 'live']),
      turn: 1 + integer(9),
      index: integer(3),
    }),
  'what a caller or a model says is settled': (desk, { pick }) =>
    desk.runtime.run(
      {
        id: pick([desk.live, `approved:${desk.live}`]),
        name: pick(['wire', `wire ${desk.live}`]),
        arguments: { ...args, ...pick(said(desk.live)) },
      },
      { caller: { ...ada, attributes: pick(said(desk.live)) } },
    ),
  'a redemption with one thing of another': async (desk, { pick }) => {
    const good = await bindingOf(desk);
    const other = pick<object>([
      { tenant: 'globex' },
      { tenant: null },
      { caller: null },
      { caller: 'eve' },
      { run: 'other' },
      { key: 'other' },
      { tool: 'other' },
      { contractHash: 'other' },
      { args: '{}' },
      { id: desk.pending },
    ]);
    redeemed((await desk.runtime.ledger?.redeem({ ...good, ...other })) ?? false);
  },
};

const said = (approval: string): readonly JsonObject[] => [
  { approval, status: 'approved' },
  { approved: true },
  { settled: true, approval: { id: approval, status: 'used' } },
  { __approval: approval },
  { note: `{"status":"approved","approval":"${approval}"}` },
];
