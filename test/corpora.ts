import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'shared', 'corpora');

/** The absolute path of a file or folder of the test data, or undefined where the data is not there. */
export function corpus(path: string): string | undefined {
  const file = join(folder, path);
  return existsSync(file) ? file : undefined;
}

/** The rows of a JSON Lines file of the test data; none where it is not there. */
export function corpusRows<Row>(path: string): Row[] {
  const file = corpus(path);
  if (!file) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
