import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Keeps what may be lost at any time: whole or not at all, and silently not at all where it cannot be written, as in a
 * read-only node_modules. The next run works it out again.
 */
export function keep(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    // As said above.
  }
}
