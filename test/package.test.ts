import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { expect, test } from 'vitest';

/** What package.json asks users to install is what the shipped code imports, and nothing else. */

const root = join(import.meta.dirname, '..');
const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** The packages that the code of a folder imports, as names without what stands behind them. */
function imported(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .flatMap((text) => ts.preProcessFile(text, true, true).importedFiles)
    .map(({ fileName }) => fileName.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? fileName)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && name !== 'toolwright');
}

const shipped = new Set([...imported('src'), ...imported('codegen')]);

test('every dependency is imported, every import is a dependency', () => {
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  expect([...shipped].filter((name) => !declared.has(name))).toEqual([]);
  // A peer may be an object that the user hands in: nothing imports it.
  expect(Object.keys(dependencies).filter((name) => !shipped.has(name))).toEqual([]);
});

test('what only some need is optional', () => {
  expect(Object.keys(peerDependenciesMeta).sort()).toEqual(Object.keys(peerDependencies).sort());
});
