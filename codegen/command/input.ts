import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MAX_BYTES } from '../read/bounds.js';
import type { Input } from '../read/index.js';
import { isWithin, LEADS_OUT } from '../write/folder.js';

/** Nothing is read that is larger: the compiler refuses far smaller files with the line they stand in. */
const MOST_BYTES = 8 * 1024 * 1024;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read or write it',
  EPERM: 'you may not read or write it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  [LEADS_OUT]: 'it leads out of the project through a link',
};

/** What went wrong on the disk, in words. */
export const diskProblem = (error: unknown): string => {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return PROBLEMS[code] ?? code;
};

export type Text = { readonly text: string } | { readonly error: string };

/** The text of a file, or why there is none. Never throws. */
export function readText(path: string): Text {
  try {
    const found = statSync(path);
    // A pipe or a device may have no end.
    if (!found.isFile()) return { error: found.isDirectory() ? 'it is a folder' : 'it is no file' };
    if (found.size > MOST_BYTES)
      return { error: `it has ${found.size} bytes, and a file may have ${MAX_BYTES}` };
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(readFileSync(path)) };
  } catch (error) {
    return { error: error instanceof TypeError ? 'it is not UTF-8 text' : diskProblem(error) };
  }
}

function within(path: string, folder: string): boolean {
  try {
    return isWithin(realpathSync(path), realpathSync(folder));
  } catch {
    // A file that is not there is nowhere else either; reading it says so.
    return true;
  }
}

/**
 * The main file as input; what it includes is read from its folder and from nowhere else, links followed. Once: a file
 * that is saved meanwhile is what it was to the end of the run, or the run would remember what it never compiled.
 */
export function inputOf(path: string, file: string, text: string): Input {
  const folder = dirname(path);
  const known = new Map<string, Text>();
  function load(included: string): Text {
    const place = join(folder, included);
    if (!within(place, folder)) return { error: 'it leads out of the folder of tools.yaml' };
    return readText(place);
  }
  return {
    file,
    text,
    load(included) {
      const read = known.get(included) ?? load(included);
      known.set(included, read);
      return read;
    },
  };
}
