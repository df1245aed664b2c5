import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Whether what is on the disk of `root/path` today, links followed, lies under `root`. What is not there does. */
export function staysInside(root: string, path: string): boolean {
  const base = realOf(root);
  if (base === undefined) return true;
  const target = join(root, path);
  for (let at = target; at.length > root.length; at = dirname(at)) {
    const real = realOf(at);
    if (real !== undefined)
      return real === base || real.startsWith(base.endsWith(sep) ? base : base + sep);
  }
  return true;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    // A part that is missing is no way out. Anything else (a loop of links, no permission) must not pass.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
