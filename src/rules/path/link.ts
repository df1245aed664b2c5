import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Whether what is on the disk of `root/path` today, links followed, lies under `root`. What is not there does; a link
 * to what is not there does not, since whoever writes through it would make it, and it may lead anywhere. The folder
 * above a link is, to the disk, that of what it leads to: `path` is looked at as it is written.
 */
export function staysInside(root: string, path: string): boolean {
  const base = found(root, realOf);
  if (base === undefined) return true;
  // With a slash at its end, a link is looked at as what it leads to: one to nothing would seem not to be there.
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  for (; parts.length > 0; parts.pop()) {
    const at = [root, ...parts].join(sep);
    const real = found(at, realOf);
    if (real !== undefined)
      return real === base || real.startsWith(base.endsWith(sep) ? base : base + sep);
    if (found(at, lstatSync)) return false;
  }
  return true;
}

const realOf = (path: string): string => realpathSync.native(path);

function found<Found>(path: string, look: (path: string) => Found): Found | undefined {
  try {
    return look(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A part that is missing, or stands below a file, is no way out. Anything else (a loop of links, no permission)
    // must not pass.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
