import { expect, test } from 'vitest';
import { brokenModules, runtimeWith } from './broken-modules.js';
import { brokenStores } from './broken-stores.js';
import { check } from './check.js';
import type { History } from './history.js';
import { type Product, simulate } from './simulate.js';
import { told } from './told.js';

/** The checker checked: a product that is broken in a known way is found out, and for that reason. */
const says: Readonly<Record<string, string>> = {
  'redeem uses whatever it is given': 'was used twice',
  'approvals never expire': 'was decided late',
  'the clock of the store stands still': 'began when its approval had expired',
  'an approval can be decided twice': 'was decided twice',
  'a grant has no end': 'spent beyond its end',
  'no call is written ahead': 'side effects of',
  'what a call came to is forgotten': 'side effects of',
  'a call that is at work may be taken over': 'side effects of',
  'the log loses intents': 'before its intent was in the log',
  'a decision leaves no record': 'and the log holds 0 records of it',
  'the log loses outcomes': '0 outcomes for 1 answers',
  'the log says that it holds what it does not hold yet': 'before its intent was in the log',
  'everybody gets an idempotency key': 'side effects under',
  'an idempotency key is given up when its call is done': 'side effects under',
  'a dead claim leaves no trace': 'side effects under',
  'everybody gets an exclusive key': 'did not grow',
  'no limit is counted': 'was exceeded',
  'a call that comes again is charged again': 'a call that was charged was refused',
  'a refused call is charged': 'refused, though there was room',
  'nobody is denied': 'publish ran for',
  'no person is asked': 'nobody approved it',
  'no limit is asked': 'ran uncharged',
  'nothing is validated': 'ran with {',
  'a write is not announced': 'was not written ahead',
  'a handler runs twice': 'side effects of',
  'the model reads exceptions': 'read an exception',
  'what is unknown is called a timeout': 'a write that ran was told timed_out',
  'a refusal leaves no record': '0 outcomes for 1 answers',
  'a call ends twice in the log': '2 outcomes for 1 answers',
  'a try that was given up is not withdrawn': 'outcome_unknown, and nothing ran',
  'in an outage each process takes the whole limit': 'beyond the part of process',
  'in an outage a part has no end': 'beyond the part of process',
  'in an outage nothing may go on': 'was refused in an outage',
  'in an outage everything may go on': 'ran uncharged',
  'many answers in time add up': 'was decided after',
  'a store is waited for as long as it takes': 'was decided after',
  'a failing handler says that nothing ran': 'ran and was told busy',
};
/** Some ways show in one history of a thousand. */
const SEEDS = 1_500;
/** Where the rare ones were last seen: the search begins there, and goes on to the end and round. */
const SEEN_AT: Readonly<Record<string, number>> = {
  'a grant has no end': 94,
};

async function foundOut(way: string, product: Product): Promise<boolean> {
  const finds = (history: History) =>
    check(history).some((what) => what.includes(says[way] as string));
  const history = told[way];
  if (history) return finds(await history(product));
  const first = SEEN_AT[way] ?? 1;
  for (let tried = 0; tried < SEEDS; tried += 1) {
    const seed = ((first - 1 + tried) % SEEDS) + 1;
    if (finds(await simulate(seed, product))) return true;
  }
  return false;
}

test.each(Object.entries(told))(
  'a product that is whole keeps every promise: %s',
  async (_, history) => {
    expect(check(await history({}))).toEqual([]);
  },
);

test('there are more than 20 ways', () => {
  const ways = [...Object.keys(brokenStores), ...Object.keys(brokenModules)];
  expect(ways.sort()).toEqual(Object.keys(says).sort());
  expect(ways.length).toBeGreaterThan(20);
});

test.each(Object.entries(brokenStores))('%s', async (way, product) => {
  expect(await foundOut(way, product)).toBe(true);
});

test.each(Object.entries(brokenModules))('%s', async (way, broken) => {
  expect(await foundOut(way, { createRuntime: await runtimeWith(broken) })).toBe(true);
});
