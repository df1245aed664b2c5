import { byCodeUnit } from '../../src/json.js';
import type { OutFile } from '../emit/emitter.js';
import { digestOf, MANIFEST } from '../emit/manifest.js';
import type { Folder } from './owned.js';

/** What generation would do to the output folder. Paths are relative to it. */
export interface Plan {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Ours, but not as we last wrote it: edited by hand, or in conflict after a merge. */
  readonly restored: readonly string[];
  readonly kept: readonly string[];
  /** Of the restored, those that are as they should be but for their line ends: a checkout made them CRLF. */
  readonly crlf: readonly string[];
  readonly removed: readonly string[];
  /** Files that are not ours, or links, where ours should be: then nothing is written. */
  readonly blocked: readonly { readonly path: string; readonly problem: string }[];
  /** Added, changed and restored ones, with their text; the manifest last. */
  readonly writes: readonly OutFile[];
  /** Temporary files of a run that was killed: removed without a word. */
  readonly leftovers: readonly string[];
}

type Fate = 'added' | 'changed' | 'restored' | 'kept';

function obstacle(path: string, folder: Folder): string | undefined {
  const steps = path.split('/');
  for (let depth = 1; depth < steps.length; depth += 1) {
    const parent = steps.slice(0, depth).join('/');
    if (folder.links.has(parent)) return 'stands behind a link to another folder';
    if (folder.files.has(parent)) return 'needs a folder where there is a file';
  }
  if (folder.links.has(path) || folder.folders.has(path)) return 'is a folder';
  const found = folder.files.get(path);
  return found && !found.ours ? 'is not a generated file' : undefined;
}

function fateOf(file: OutFile, folder: Folder): Fate {
  const found = folder.files.get(file.path);
  if (!found) return 'added';
  if (found.digest === digestOf(file)) return 'kept';
  return found.untouched ? 'changed' : 'restored';
}

const isCrlf = (there: string | undefined, { text }: OutFile): boolean =>
  there?.length !== text.length && there === text.replaceAll('\n', '\r\n');

/** Compares what should be in the output folder with what is there, byte by byte. */
export function plan(files: readonly OutFile[], folder: Folder): Plan {
  const groups: Record<Fate, string[]> = { added: [], changed: [], restored: [], kept: [] };
  const blocked: { path: string; problem: string }[] = [];
  const writes: OutFile[] = [];
  const crlf: string[] = [];
  for (const file of files) {
    const problem = obstacle(file.path, folder);
    if (problem !== undefined) {
      blocked.push({ path: file.path, problem });
      continue;
    }
    const fate = fateOf(file, folder);
    groups[fate].push(file.path);
    if (fate !== 'kept') writes.push(file);
    if (fate === 'restored' && isCrlf(folder.files.get(file.path)?.text(), file))
      crlf.push(file.path);
  }
  const wanted = new Set(files.map(({ path }) => path));
  const stale = [...folder.files].filter(([path, { ours }]) => ours && !wanted.has(path));
  const removed = stale.map(([path]) => path).sort(byCodeUnit);
  writes.sort((a, b) => Number(a.path === MANIFEST) - Number(b.path === MANIFEST));
  return { ...groups, crlf, blocked, removed, writes, leftovers: folder.leftovers };
}
