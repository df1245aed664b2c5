import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST } from '../../emit/manifest.js';
import { recorded } from '../../write/owned.js';

/** The files that should stand in the output folder, and the folders whose entries tell when one of them goes. */
export interface Written {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export const nothing: Written = { files: [], folders: [] };

/**
 * After a run: what its manifest names, and not what is there, for a file can go while the run takes it as there. Where
 * the manifest is gone too, what was there before.
 */
export function writtenIn(out: string, before: Written): Written {
  const named = [...recorded(out).keys(), MANIFEST].map((path) => join(out, path));
  return { files: named.length > 1 ? named : before.files, folders: foldersIn(out) };
}

/** Those of the files that are not in the folder. */
export function missing({ files }: Written, out: string): readonly string[] {
  const there = new Set(foldersIn(out).flatMap(filesIn));
  return files.filter((file) => !there.has(file));
}

/** Two levels: deeper nothing is generated. */
function foldersIn(out: string): readonly string[] {
  const found = listed(out);
  const inside = found.filter((each) => each.isDirectory()).map(({ name }) => join(out, name));
  return found.length > 0 ? [out, ...inside] : [];
}

/** A link may lead to a file. */
const filesIn = (folder: string): readonly string[] =>
  listed(folder).flatMap((each) => (each.isDirectory() ? [] : [join(folder, each.name)]));

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is not there, and so nothing is in it.
    return [];
  }
}
