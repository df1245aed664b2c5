import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files in the output folder, and the folders whose entries tell when one of them goes. */
export interface Written {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export const nothing: Written = { files: [], folders: [] };

/** Two levels: deeper nothing is generated. */
export function writtenIn(out: string): Written {
  const found = listed(out);
  const folders = found.filter((each) => each.isDirectory()).map(({ name }) => join(out, name));
  const names = (folder: string) =>
    listed(folder).flatMap((each) => (each.isFile() ? [join(folder, each.name)] : []));
  const all = [out, ...folders];
  return { files: all.flatMap(names), folders: found.length > 0 ? all : [] };
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is not there, and so nothing is in it.
    return [];
  }
}

/** What was there and is not. */
export function missing(before: Written, now: Written): readonly string[] {
  const there = new Set(now.files);
  return before.files.filter((file) => !there.has(file));
}
