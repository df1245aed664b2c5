import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/json.js';
import { chained, GENESIS, type Head } from '../../../src/ledger/chain.js';
import type { AuditRow } from '../../../src/ledger/ledger.js';
import { type Fault, verify } from '../../../src/ledger/verify.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Rows appended in the order given, by `writer`; `checkpoint` lists every head, as a ledger does. */
function log(...steps: readonly (readonly [writer: string, rows: number | 'checkpoint'])[]) {
  const rows: AuditRow[] = [];
  const heads = new Map<string, Head>();
  for (const [writer, what] of steps) {
    const bodies =
      what === 'checkpoint'
        ? [canonical({ type: 'checkpoint', v: 1, at: 0, heads: [...heads.values()].map(plain) })]
        : Array.from({ length: what }, (_, n) => `{"n":${n},"text":"\\"checkpoint\\""}`);
    const added = chained(heads.get(writer) ?? { writer, seq: 0, hash: GENESIS }, bodies, sha256);
    rows.push(...added);
    heads.set(writer, added.at(-1) as Head);
  }
  return { rows, heads: [...heads.values()].map(plain) };
}
const plain = ({ writer, seq, hash }: Head) => ({ writer, seq, hash });

const honest = log(
  ['a', 4],
  ['b', 3],
  ['a', 'checkpoint'],
  ['c', 5],
  ['b', 2],
  ['b', 'checkpoint'],
  ['a', 3],
  ['c', 'checkpoint'],
);
const check = (rows: readonly AuditRow[], known: readonly Head[] = []) =>
  verify(() => rows, sha256, known);

describe('an untouched log', () => {
  test('is valid, and its heads are told', async () => {
    expect(await check(honest.rows)).toEqual({
      valid: true,
      checkpoints: 3,
      signed: false,
      writers: [
        { writer: 'a', rows: 8, head: honest.heads[0]?.hash },
        { writer: 'b', rows: 6, head: honest.heads[1]?.hash },
        { writer: 'c', rows: 6, head: honest.heads[2]?.hash },
      ],
    });
    expect(await check(honest.rows, honest.heads)).toMatchObject({ valid: true });
    expect(await check([])).toMatchObject({ valid: true, writers: [] });
  });

  test('may have grown past what is known of it', async () => {
    const [before] = log(['a', 4]).heads;
    expect(await check(honest.rows, [before as Head])).toMatchObject({ valid: true });
  });
});

/** The rows of `writer`, changed; the others as they are. */
const altered = (writer: string, change: (rows: AuditRow[]) => AuditRow[]): AuditRow[] => [
  ...honest.rows.filter((row) => row.writer !== writer),
  ...change(honest.rows.filter((row) => row.writer === writer)),
];

/** A chain that somebody made up. */
const anew = (writer: string, rows: number) =>
  chained({ writer, seq: 0, hash: GENESIS }, Array(rows).fill('{}'), sha256);

describe('what was done to a log', () => {
  const at = <T>(rows: T[], index: number): T => rows[index] as T;
  test.each<[string, AuditRow[], Fault]>([
    [
      'a changed body',
      altered('a', (rows) => rows.with(1, { ...at(rows, 1), body: '{"n":7}' })),
      { writer: 'a', seq: 2, problem: 'changed' },
    ],
    [
      'a changed body with its hash computed anew',
      altered('a', (rows) =>
        rows.with(1, { ...at(rows, 1), body: '{}', hash: sha256(`${at(rows, 1).prev}{}`) }),
      ),
      { writer: 'a', seq: 3, problem: 'unlinked' },
    ],
    [
      'the whole chain computed anew',
      altered('a', () => anew('a', 8)),
      { writer: 'a', seq: 5, problem: 'rewritten' },
    ],
    ...['!', 'z'].map((speaker): [string, AuditRow[], Fault] => {
      const rows = altered('a', () => anew('a', 8));
      const heads = rows.filter(({ writer }) => writer === 'a').map(plain);
      const body = canonical({ type: 'checkpoint', v: 1, at: 0, heads });
      const more = chained({ writer: speaker, seq: 0, hash: GENESIS }, [body], sha256);
      const all = speaker === '!' ? [...more, ...rows] : [...rows, ...more];
      const fault: Fault = { writer: 'a', seq: 5, problem: 'rewritten' };
      return [`the same, and a new writer ${speaker} that vouches for it`, all, fault];
    }),
    [
      'a row dropped',
      altered('b', (rows) => rows.toSpliced(2, 1)),
      { writer: 'b', seq: 3, problem: 'missing' },
    ],
    [
      'two rows swapped',
      altered('c', (rows) => rows.with(1, at(rows, 3)).with(3, at(rows, 1))),
      { writer: 'c', seq: 2, problem: 'missing' },
    ],
    [
      'a row doubled',
      altered('a', (rows) => rows.toSpliced(3, 0, at(rows, 3))),
      { writer: 'a', seq: 5, problem: 'missing' },
    ],
    [
      'a tail cut behind a checkpoint of another writer',
      altered('a', (rows) => rows.slice(0, 6)),
      { writer: 'a', seq: 7, problem: 'cut' },
    ],
    ['a writer gone', altered('b', () => []), { writer: 'b', seq: 1, problem: 'cut' }],
  ])('%s', async (_, rows, fault) => {
    expect(await check(rows)).toMatchObject({ valid: false, fault });
  });

  test('a tail cut after the last checkpoint is found only by who kept the head', async () => {
    const longer = log(['a', 3], ['a', 'checkpoint'], ['a', 2]);
    const cut = longer.rows.slice(0, 5);
    expect(await check(cut)).toMatchObject({ valid: true });
    const fault = { writer: 'a', seq: 6, problem: 'cut' };
    expect(await check(cut, longer.heads)).toMatchObject({ valid: false, fault });
  });

  test('a damaged checkpoint that alone said what was pruned is named before what then seems missing', async () => {
    const cut = honest.heads;
    const body = canonical({ type: 'checkpoint', v: 1, at: 0, heads: cut, cut });
    const [a, b, c] = cut as [Head, Head, Head];
    const rows = [a, b, c].flatMap((head) =>
      chained(head, head === b ? ['{}', body, '{}'] : ['{}', '{}'], sha256),
    );
    expect(await check(rows)).toMatchObject({ valid: true });
    const at = rows.findIndex((row) => row.body === body);
    for (const index of [1, body.indexOf('checkpoint'), body.indexOf('cut'), body.length - 80]) {
      const hurt = `${body.slice(0, index)}~${body.slice(index + 1)}`;
      const report = await check(rows.with(at, { ...(rows[at] as AuditRow), body: hurt }));
      expect(report.fault).toEqual({ writer: 'b', seq: b.seq + 2, problem: 'changed' });
      for (const { fault } of report.writers) expect(fault).toMatchObject({ seq: 1 });
    }
  });

  test('text in an event that looks like a checkpoint speaks for nothing', async () => {
    const forged = {
      type: 'log',
      message: '{"type":"checkpoint","heads":[]}',
      args: '"checkpoint"',
    };
    const rows = chained({ writer: 'a', seq: 0, hash: GENESIS }, [canonical(forged)], sha256);
    expect(await check(rows)).toMatchObject({ valid: true, checkpoints: 0 });
  });
});

describe('random mutations', () => {
  const columns = ['writer', 'seq', 'prev', 'hash', 'body'] as const;
  const flipped = (text: string, index: number) => {
    const at = index % text.length;
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
  };
  const flip = (row: AuditRow, column: (typeof columns)[number], index: number): AuditRow =>
    column === 'seq'
      ? { ...row, seq: row.seq ^ (1 << (index % 4)) }
      : { ...row, [column]: flipped(row[column], index) };

  const mutation = fc.record({
    kind: fc.constantFrom('flip', 'drop', 'swap', 'double', 'cut'),
    row: fc.nat(honest.rows.length - 1),
    other: fc.nat(honest.rows.length - 1),
    column: fc.constantFrom(...columns),
    index: fc.nat(10_000),
  });
  const same = (rows: readonly AuditRow[]) =>
    ['a', 'b', 'c'].every((writer) => {
      const own = (all: readonly AuditRow[]) => all.filter((row) => row.writer === writer);
      return JSON.stringify(own(rows)) === JSON.stringify(own(honest.rows));
    }) && rows.length === honest.rows.length;

  test('every one of 10 000 is found, at its first bad place', async () => {
    const found = fc.asyncProperty(mutation, async ({ kind, row, other, column, index }) => {
      const rows = [...honest.rows];
      const victim = rows[row] as AuditRow;
      if (kind === 'flip') rows[row] = flip(victim, column, index);
      if (kind === 'drop') rows.splice(row, 1);
      if (kind === 'double') rows.splice(row, 0, victim);
      if (kind === 'cut') rows.splice(row);
      if (kind === 'swap') {
        rows[row] = rows[other] as AuditRow;
        rows[other] = victim;
      }
      // Two rows of different writers may change places in the table: each chain stays what it was.
      fc.pre(!same(rows));
      const report = await check(rows, honest.heads);
      expect(report.valid).toBe(false);
      const { fault } = report.writers.find(({ writer }) => writer === victim.writer) ?? {};
      if (kind === 'flip' || kind === 'drop') expect(fault?.seq).toBe(victim.seq);
      if (kind === 'cut') expect(fault?.seq).toBe(victim.seq);
      if (kind === 'double') expect(fault?.seq).toBe(victim.seq + 1);
    });
    await fc.assert(found, { numRuns: 10_000, seed: 20260101 });
  });
});
