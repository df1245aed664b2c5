import { createHash } from 'node:crypto';
import { canonical } from '../../../src/json.js';
import { chained, type Head, type Signer, sealed } from '../../../src/ledger/chain.js';
import type { AuditRow } from '../../../src/ledger/ledger.js';
import type { Random } from '../random.js';

/** What can be done to an audit log, and where its chain is then first not what was written. */

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Scene {
  /** Writer by writer, in the order of `seq`; what is true of the log. */
  readonly honest: readonly AuditRow[];
  readonly random: Random;
  /** Not the key of the log. */
  readonly stranger: Signer;
}

export interface Mutated {
  readonly rows: readonly AuditRow[];
  readonly writer: string;
  /** The place in the writer's chain where the first wrong row stands, or the first missing one should. */
  readonly seq: number;
}

export type Mutate = (scene: Scene) => Mutated | undefined | Promise<Mutated | undefined>;

/** The rows that are true are read again for every mutation: as text that was most of the work. */
const bodies = new WeakMap<AuditRow, ReturnType<typeof JSON.parse>>();
function parse(row: AuditRow): ReturnType<typeof JSON.parse> {
  if (!bodies.has(row)) bodies.set(row, JSON.parse(row.body));
  return bodies.get(row);
}
const isCheckpoint = (row: AuditRow) => parse(row).type === 'checkpoint';
const ofWriter = (rows: readonly AuditRow[], writer: string) =>
  rows.filter((row) => row.writer === writer);
const plain = ({ writer, seq, hash }: AuditRow): Head => ({ writer, seq, hash });

/** The newest checkpoint knows all but itself: nobody knows it. */
export function newest(rows: readonly AuditRow[]): AuditRow {
  const heads = (row: AuditRow) =>
    parse(row).heads.reduce((sum: number, { seq }: Head) => sum + seq, 0);
  return rows.filter(isCheckpoint).reduce((a, b) => (heads(b) > heads(a) ? b : a));
}

const victimOf = ({ honest, random }: Scene, which: (row: AuditRow) => boolean = () => true) => {
  const last = newest(honest);
  return random.pick(honest.filter((row) => row !== last && which(row)));
};

/** Where the writer's rows, as a reader gets them, first differ from the honest ones. */
function compared(scene: Scene, changed: readonly AuditRow[], writer: string): Mutated | undefined {
  const rows = changed
    .filter(({ seq }) => seq > 0)
    .sort((a, b) => (a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1));
  const [was, is] = [ofWriter(scene.honest, writer), ofWriter(rows, writer)];
  const at = was.findIndex((row, n) => JSON.stringify(row) !== JSON.stringify(is[n]));
  const places = at === -1 ? was.length : at;
  if (at === -1 && was.length === is.length) return undefined;
  return { rows, writer, seq: (was[0]?.seq ?? 1) + places };
}

/** The writer's chain computed anew with other bodies from a row on: found where a checkpoint next knows a row. */
function recomputed(
  scene: Scene,
  from: AuditRow,
  body: string,
  seen: 'at once' | 'known',
): Mutated {
  const own = ofWriter(scene.honest, from.writer);
  const at = own.indexOf(from);
  const bodies = [body, ...own.slice(at + 1).map((row) => row.body)];
  const head = { writer: from.writer, seq: from.seq - 1, hash: from.prev };
  const anew = [...own.slice(0, at), ...chained(head, bodies, sha256)];
  const others = scene.honest.filter((row) => row.writer !== from.writer);
  const places = scene.honest
    .filter((row) => row !== from && isCheckpoint(row))
    .flatMap((row) => parse(row).heads as Head[])
    .filter(({ writer, seq }) => writer === from.writer && seq >= from.seq)
    .map(({ seq }) => seq);
  const rows = [...others, ...anew].sort((a, b) =>
    a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1,
  );
  return { rows, writer: from.writer, seq: seen === 'at once' ? from.seq : Math.min(...places) };
}

const columns = ['writer', 'seq', 'prev', 'hash', 'body'] as const;
function flipped(row: AuditRow, column: (typeof columns)[number], random: Random): AuditRow {
  if (column === 'seq') return { ...row, seq: row.seq ^ (1 << random.integer(5)) };
  const text = row[column];
  const at = random.integer(text.length);
  const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
  return { ...row, [column]: text.slice(0, at) + other + text.slice(at + 1) };
}

/** On any log. */
export const common: Readonly<Record<string, Mutate>> = {
  flip(scene) {
    const { honest, random } = scene;
    const victim = victimOf(scene);
    const other = flipped(victim, random.pick(columns), random);
    // Two rows cannot have one place in a table.
    if (honest.some(({ writer, seq }) => writer === other.writer && seq === other.seq)) {
      if (other.writer !== victim.writer || other.seq !== victim.seq) return undefined;
    }
    return compared(scene, honest.with(honest.indexOf(victim), other), victim.writer);
  },
  drop(scene) {
    const victim = victimOf(scene);
    return compared(scene, scene.honest.toSpliced(scene.honest.indexOf(victim), 1), victim.writer);
  },
  swap(scene) {
    const [one, other] = [victimOf(scene), victimOf(scene)];
    const rows = scene.honest.map((row) => {
      const { writer, seq } = row;
      if (row === one) return { ...other, writer, seq };
      return row === other ? { ...one, writer, seq } : row;
    });
    const swapped = compared(scene, rows, one.writer);
    // Of two first records each is whole, and only the next one does not follow.
    const bothFirst = one.seq === 1 && other.seq === 1;
    return swapped && bothFirst ? { ...swapped, seq: 2 } : swapped;
  },
  duplicate(scene) {
    const victim = victimOf(scene);
    const later = (row: AuditRow) => row.writer === victim.writer && row.seq > victim.seq;
    const moved = scene.honest.map((row) => (later(row) ? { ...row, seq: row.seq + 1 } : row));
    return compared(scene, [...moved, { ...victim, seq: victim.seq + 1 }], victim.writer);
  },
  'cut the tail': (scene) => {
    const victim = victimOf(scene);
    const gone = (row: AuditRow) => row.writer === victim.writer && row.seq >= victim.seq;
    // The checkpoint that knows it must stay.
    if (gone(newest(scene.honest))) return undefined;
    return compared(
      scene,
      scene.honest.filter((row) => !gone(row)),
      victim.writer,
    );
  },
  'change a record and compute its chain anew': (scene) => {
    const victim = victimOf(scene, (row) => !isCheckpoint(row));
    return recomputed(scene, victim, JSON.stringify({ ...parse(victim), n: -1 }), 'known');
  },
  'a checkpoint of a new writer that speaks for a changed chain': async (scene) => {
    const victim = victimOf(scene, (row) => !isCheckpoint(row));
    const changed = recomputed(scene, victim, '{"at":0}', 'known');
    const heads = changed.rows.filter(({ writer }) => writer === victim.writer).map(plain);
    const body = await sealed({ at: 0, heads });
    // Read first or last, it does not matter.
    const writer = scene.random.pick(['!', '~']);
    const speaker = chained({ writer, seq: 0, hash: '0'.repeat(64) }, [body], sha256);
    const rows = writer === '!' ? [...speaker, ...changed.rows] : [...changed.rows, ...speaker];
    return { ...changed, rows };
  },
};

/** Where checkpoints are signed. */
export const signed: Readonly<Record<string, Mutate>> = {
  'strip a signature': (scene) => {
    const victim = victimOf(scene, isCheckpoint);
    const { signature: _, ...rest } = parse(victim);
    return recomputed(scene, victim, canonical(rest), 'at once');
  },
  'sign with another key': async (scene) => {
    const victim = victimOf(scene, isCheckpoint);
    return recomputed(scene, victim, await sealed(parse(victim), scene.stranger), 'at once');
  },
  'sign other heads with an old signature': (scene) => {
    const victim = victimOf(scene, isCheckpoint);
    const { heads, ...rest } = parse(victim);
    const at = scene.random.integer(heads.length);
    const less = heads.with(at, { ...heads[at], seq: heads[at].seq + 1 });
    return recomputed(scene, victim, canonical({ ...rest, heads: less }), 'at once');
  },
  'a signature of another checkpoint': (scene) => {
    const [victim, other] = [victimOf(scene, isCheckpoint), victimOf(scene, isCheckpoint)];
    if (victim === other) return undefined;
    const { signature } = parse(other);
    return recomputed(scene, victim, canonical({ ...parse(victim), signature }), 'at once');
  },
  'replay an old checkpoint': (scene) => {
    const [victim, other] = [victimOf(scene, isCheckpoint), victimOf(scene, isCheckpoint)];
    if (victim === other || parse(victim).cut || parse(other).cut) return undefined;
    return recomputed(scene, victim, other.body, 'known');
  },
};

/** Where the beginning of each chain was pruned, behind signed checkpoints. */
export const pruned: Readonly<Record<string, Mutate>> = {
  'move the boundary on': (scene) => {
    const { writer, seq } = victimOf(scene);
    const gone = (row: AuditRow) => row.writer === writer && row.seq <= seq;
    if (gone(newest(scene.honest))) return undefined;
    return compared(
      scene,
      scene.honest.filter((row) => !gone(row)),
      writer,
    );
  },
  'move the boundary on, and sign that with another key': async (scene) => {
    const { writer, seq, hash } = victimOf(scene);
    const gone = (row: AuditRow) => row.writer === writer && row.seq <= seq;
    if (gone(newest(scene.honest))) return undefined;
    const body = await sealed({ at: 0, heads: [], cut: [{ writer, seq, hash }] }, scene.stranger);
    const speaker = chained({ writer: '!', seq: 0, hash: '0'.repeat(64) }, [body], sha256);
    const rest = scene.honest.filter((row) => !gone(row));
    return compared(scene, [...speaker, ...rest], writer);
  },
  'put a made-up record before the boundary': (scene) => {
    const { writer } = victimOf(scene);
    const [first] = ofWriter(scene.honest, writer) as [AuditRow];
    if (first.seq === 1) return undefined;
    const seq = 1 + scene.random.integer(first.seq - 1);
    const head = { writer, seq: seq - 1, hash: '0'.repeat(64) };
    const rows = [...chained(head, ['{"at":0}'], sha256), ...scene.honest];
    const found = compared(scene, rows, writer) as Mutated;
    // A first record may be anything, unless it is known; but those after it are missing.
    return seq === 1 && first.seq > 2
      ? { ...found, seq: 2 }
      : { ...found, seq: first.seq - (seq === 1 ? 1 : 0) };
  },
  'begin the chain anew before the boundary': (scene) => {
    const { writer } = victimOf(scene);
    const [first] = ofWriter(scene.honest, writer) as [AuditRow];
    if (first.seq === 1) return undefined;
    const bodies = Array.from({ length: first.seq - 1 }, () => '{"at":0}');
    const made = chained({ writer, seq: 0, hash: '0'.repeat(64) }, bodies, sha256);
    const rows = [...made, ...scene.honest].sort((a, b) =>
      a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1,
    );
    // What was there is not known any more, but by the rows that checkpoints tell.
    const told = scene.honest.filter(isCheckpoint).flatMap((row): Head[] => {
      const { heads, cut = [] } = parse(row);
      return [...heads, ...cut];
    });
    const known = told.filter((head) => head.writer === writer).map(({ seq }) => seq);
    return { rows, writer, seq: Math.min(...known) };
  },
  'claim that more was pruned': (scene) => {
    const victim = victimOf(scene, (row) => parse(row).cut !== undefined);
    const { cut, ...rest } = parse(victim);
    const more = cut.map((head: Head) => ({ ...head, seq: head.seq + 1 }));
    return recomputed(scene, victim, canonical({ ...rest, cut: more }), 'at once');
  },
  'claim that nothing was pruned': (scene) => {
    const victim = victimOf(scene, (row) => parse(row).cut !== undefined);
    const { cut: _, ...rest } = parse(victim);
    return recomputed(scene, victim, canonical(rest), 'at once');
  },
};

/** Does one of `kinds`, until it makes a difference. */
export async function mutated(scene: Scene, kinds: readonly Mutate[]): Promise<Mutated> {
  for (;;) {
    const found = await scene.random.pick(kinds)(scene);
    if (found) return { ...found, seq: untold(scene, found) ?? found.seq };
  }
}

/**
 * A cut that no checkpoint tells any more, since the one that told it is gone or not believed, is none: then records
 * are missing from the one after the last cut that is told.
 */
function untold({ honest }: Scene, { rows, writer }: Mutated): number | undefined {
  const [first] = ofWriter(honest, writer) as [AuditRow];
  const [whole, written] = [new Set(honest), new Set(honest.map(({ body }) => body))];
  const told = rows
    .filter(
      (row) =>
        whole.has(row) || (written.has(row.body) && sha256(row.prev + row.body) === row.hash),
    )
    .flatMap((row) => (parse(row).cut ?? []) as Head[])
    .filter((head) => head.writer === writer)
    .map(({ seq }) => seq);
  const [now] = ofWriter(rows, writer);
  if (first.seq === 1 || told.includes(first.seq - 1) || now?.seq === 1) return undefined;
  return Math.max(0, ...told) + 1;
}
