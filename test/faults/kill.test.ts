import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/call.js';
import type { CallRecord, Ledger } from '../../src/ledger/ledger.js';
import { verifyAudit } from '../../src/node/index.js';
import { workerFile } from '../processes.js';
import { sizes, thorough } from '../sizes.js';
import { databaseUrl, reachable } from '../stores.js';
import { type Step, steps, take } from './desk.js';
import { faultyRuntime, steadyEnv } from './process.js';
import { openLedger, type StoreName } from './stores-of.js';

/**
 * Row 16 of the requirements: "crash safety: `kill -9` at each of K ≥ 20 points × 50 runs, file and PostgreSQL: no
 * approved write twice, no executed call without an intent record, no lost approval; unknown outcomes reported as
 * such." Once at each point, and nightly 50 times (test/sizes.ts).
 *
 * A process dies of `kill -9` at every point of its way, and another goes on. The points are those of a recorded run:
 * before and after every operation of the ledger and every side effect, so a new operation is a new point by itself.
 */

const there = await reachable(databaseUrl);
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'toolwright-kill-'));
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });

afterAll(async () => {
  await pool.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh ledger and a fresh world for it. */
async function fresh(store: StoreName): Promise<Scene> {
  const name = `tw_${randomUUID().replaceAll('-', '')}`;
  mkdirSync(join(folder, name));
  const effects = join(folder, name, 'effects');
  if (store === 'sqlite') return { store, place: join(folder, name, 'ledger.db'), effects };
  await pool.query(`CREATE SCHEMA ${name}`);
  return { store, place: name, effects };
}
const drop = async ({ store, place }: Scene) =>
  store === 'postgres' ? pool.query(`DROP SCHEMA ${place} CASCADE`) : undefined;

interface Scene {
  readonly store: StoreName;
  readonly place: string;
  readonly effects: string;
}
interface Effect {
  readonly step: string;
  readonly key: string;
  readonly once: string;
}

/** A process lives the script and prints its points, or dies at one of them. Later processes are an hour ahead each. */
async function live({ store, place, effects }: Scene, order = 0, fatal = ''): Promise<string[]> {
  const args = [workerFile('die'), store, place, effects, String(order * 3_600_000), fatal];
  try {
    const { stdout } = await run(process.execPath, args);
    if (fatal) throw new Error(`never came to ${fatal}`);
    return JSON.parse(stdout);
  } catch (error) {
    if ((error as { signal?: string }).signal !== 'SIGKILL') throw error;
    return [];
  }
}

const effectsOf = ({ effects }: Scene): Effect[] =>
  existsSync(effects)
    ? readFileSync(effects, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

const fullKey = ({ key }: Step) => JSON.stringify(['acme', 'bob', key]);

async function intents(ledger: Ledger): Promise<Set<string>> {
  const bodies = (await ledger.audit({ limit: 10_000 })).map(({ body }) => JSON.parse(body));
  return new Set(bodies.filter(({ type }) => type === 'intent').map(({ key }) => key));
}

/** Who decided is in the log, once, whenever the process died. */
async function decisions(ledger: Ledger): Promise<void> {
  const bodies = (await ledger.audit({ limit: 10_000 })).map(({ body }) => JSON.parse(body));
  const told = bodies.filter(({ type }) => type === 'approved').map(({ approval }) => approval);
  const decided = (await ledger.approvals({})).filter(({ decidedAt }) => decidedAt !== null);
  expect(told.sort()).toEqual(decided.map(({ id }) => id).sort());
}

/** Who was given a grant has it, whenever the process died: here, before the call that it was given with has begun. */
async function grantGiven(ledger: Ledger): Promise<void> {
  const refund = steps.find(({ grant }) => grant) as Step;
  const asked = await ledger.approvalOf(fullKey(refund));
  // Later the next call may have spent it.
  const begun = await ledger.call(fullKey(refund));
  if (!asked || asked.decidedAt === null || begun) return;
  expect(await ledger.grants(asked)).toMatchObject([{ max: 1, used: 0 }]);
}

/** What the process left behind: every side effect of a write has its intent in the log and its record. */
async function left(scene: Scene, ledger: Ledger) {
  const written = await intents(ledger);
  for (const { step, key } of effectsOf(scene)) {
    if (step.startsWith('look')) continue;
    expect(written, `the log misses ${step}`).toContain(key);
    expect(await ledger.call(key), `no record of ${step}`).toBeDefined();
  }
  await decisions(ledger);
  await grantGiven(ledger);
  return Promise.all(
    steps.map(async (step) => ({
      step,
      record: await ledger.call(fullKey(step)),
      approval: await ledger.approvalOf(fullKey(step)),
    })),
  );
}

const codeOf = (outcome: Outcome): string =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status;

/** What a later process must be told of a step, by what an earlier one left in the ledger. */
function truth({ tool, key }: Step, record: CallRecord | undefined): string {
  const done = key === 'granted' ? 'refused' : 'completed';
  if (tool === 'look') return done;
  // A read that was at work is not run on its approval a second time.
  if (tool === 'peruse') return record?.state === 'begun' ? 'handler_failed' : done;
  const unsettled = record?.state === 'begun' && tool !== 'publish';
  return unsettled || record?.state === 'unknown' ? 'outcome_unknown' : done;
}

/** Another process goes on, and every promise is held. */
async function goesOn(scene: Scene, order: number): Promise<void> {
  const env = steadyEnv(order * 3_600_000);
  const ledger = await openLedger[scene.store](scene.place, env);
  const before = await left(scene, ledger);
  const runtime = faultyRuntime(ledger, env, scene.effects, () => {});
  const told = new Map<string, string>();
  for (const { step, record } of before) {
    const code = codeOf(await take(runtime, step));
    told.set(step.key, code);
    // The second request under one idempotency key is told what the first was.
    const expected = step.key === 'again' ? told.get('refund') : truth(step, record);
    expect(code, step.key).toBe(expected);
  }
  await runtime.close();
  honest(scene, told);
  if (scene.store === 'sqlite')
    expect(await verifyAudit(scene.place)).toMatchObject({ valid: true });
  else await ledger.close();
}

/** Nothing happened twice, and what the caller was told of it is so. */
function honest(scene: Scene, told: ReadonlyMap<string, string>): void {
  const effects = effectsOf(scene);
  const times = (step: string) => effects.filter((effect) => effect.step === step).length;
  for (const step of ['peruse secret', 'write letter', 'refund money']) {
    expect(times(step), step).toBeLessThanOrEqual(1);
    if (told.get(step.split(' ')[0] as string) === 'completed') expect(times(step), step).toBe(1);
  }
  // An idempotent handler may run again, under the same key for whom it asks.
  expect(new Set(effects.map(({ once }) => once)).size).toBe(
    new Set(effects.map(({ step }) => step)).size,
  );
  expect(times('publish page')).toBeGreaterThanOrEqual(1);
}

async function two<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

/** What one operation leaves is what the next one finds: the thorough run tries that too. */
const chosen = (point: string, at: number) => thorough || at === 0 || point.endsWith(':after');
/** Both stores run the same statements: in every run PostgreSQL has a third of the deaths. */
const some = (store: StoreName) => (_: string, at: number) =>
  thorough || store === 'sqlite' || at % 3 === 0;

const operation = (point: string) => point.split('#')[0] as string;

/** Every operation of the ledger: `true` where a process of these tests dies at it, else why it does not. */
const reached: Readonly<Record<keyof Ledger, true | string>> = {
  name: 'no operation',
  now: 'only where an approval was used before',
  begin: true,
  withdraw: 'only where the ledger gave no answer: test/faults/stores.test.ts',
  retake: true,
  settle: true,
  call: true,
  idempotency: true,
  claim: true,
  complete: true,
  release: true,
  acquire: true,
  renew: true,
  free: true,
  propose: true,
  approval: true,
  approvalOf: true,
  approvals: 'asked by people, changes nothing',
  decide: true,
  redeem: true,
  grants: true,
  spend: true,
  saveRun: 'the model loop has its own: test/src/openai/crash.test.ts',
  run: 'the model loop has its own: test/src/openai/crash.test.ts',
  append: true,
  audit: 'asked by people, changes nothing',
  heads: 'asked by people, changes nothing',
  close: 'by then every record is written',
};

describe.each(['sqlite', 'postgres'] as const)('%s', (store) => {
  const skip = store === 'postgres' && !there;
  const dies = async (order: number, scene: Scene, points: readonly string[]) => {
    for (const [at, point] of points.entries()) await live(scene, order + at, point);
    await goesOn(scene, order + points.length);
  };

  test.skipIf(skip)('a process dies at every point', async () => {
    const recorded = await fresh(store);
    const points = await live(recorded);
    await drop(recorded);
    expect(points.length).toBeGreaterThan(100);
    const tried = points.filter(chosen).filter(some(store));
    expect(tried.length).toBeGreaterThanOrEqual(20);
    const deaths = tried.flatMap((point) => Array(sizes.deaths).fill(point) as string[]);
    await two(deaths, async (point) => {
      const scene = await fresh(store);
      await expect.soft(dies(0, scene, [point]), point).resolves.toBeUndefined();
      await drop(scene);
    });
  });
});

/** After these deaths, the process that goes on dies as well. */
const first = thorough
  ? ['redeem#2:after', 'handler#3:after', 'claim#1:after', 'handler#4:after', 'handler#5:after']
  : ['claim#1:after', 'handler#5:after'];
test.each(first)('after %s, the next process dies at every point', async (fatal) => {
  const scene = await fresh('sqlite');
  await live(scene, 0, fatal);
  const copy = async (): Promise<Scene> => {
    const other = await fresh('sqlite');
    cpSync(join(scene.place, '..'), join(other.place, '..'), { recursive: true });
    return other;
  };
  const points = (await live(await copy(), 1)).filter(chosen);
  for (const point of points) seen.add(operation(point));
  await two(points, async (point) => {
    const other = await copy();
    await live(other, 1, point);
    await expect.soft(goesOn(other, 2), point).resolves.toBeUndefined();
  });
});

const seen = new Set<string>();
test('no operation of the ledger is without a point', async () => {
  const scene = await fresh('sqlite');
  for (const point of await live(scene)) seen.add(operation(point));
  const named = Object.keys(reached).filter((name) => reached[name as keyof Ledger] === true);
  expect([...seen].filter((name) => name !== 'handler' && name !== 'now').sort()).toEqual(
    named.sort(),
  );
});
