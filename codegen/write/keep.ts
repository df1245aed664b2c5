import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { digest } from '../emit/manifest.js';

/**
 * Keeps what may be lost at any time: whole or not at all, and silently not at all where it cannot be written, as in a
 * read-only node_modules. The next run works it out again. The first line is a digest of the rest: what was damaged is
 * as good as lost, and never believed.
 */
export function keep(file: string, text: string): void {
  // One name for every run: what a killed one left, the next writes over. Of two at once, the digest tells.
  const temporary = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, `${digest(text)}\n${text}`);
    renameSync(temporary, file);
  } catch {
    // As said above.
  }
}

/** What was kept; throws where that is lost or damaged. */
export function kept(file: string): string {
  const [sum, text] = halves(readFileSync(file, 'utf8'));
  if (digest(text) !== sum) throw new Error('damaged');
  return text;
}

function halves(all: string): readonly [string, string] {
  const end = all.indexOf('\n');
  return [all.slice(0, end), all.slice(end + 1)];
}
