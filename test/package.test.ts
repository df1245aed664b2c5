import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { builtPackage } from './built.js';

/** What package.json asks users to install is what the shipped code imports, and nothing else. */

const root = join(import.meta.dirname, '..');
const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
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

const runtime = new Set(imported('src'));
const compiler = new Set(imported('codegen'));
const shipped = new Set([...runtime, ...compiler]);

test('every dependency is imported, every import is a dependency, or in the bundle of the command line', () => {
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  expect([...runtime].filter((name) => !declared.has(name))).toEqual([]);
  const bundled = [...compiler].filter((name) => !declared.has(name));
  expect(bundled.filter((name) => !(name in devDependencies))).toEqual([]);
  // A peer may be an object that the user hands in: nothing imports it.
  expect(Object.keys(dependencies).filter((name) => !shipped.has(name))).toEqual([]);
});

test('the bundle of the command line hands on the licence of each package inside', () => {
  const { cli, remove } = builtPackage();
  const text = readFileSync(join(dirname(cli[0] as string), 'LICENSES.txt'), 'utf8');
  remove();
  const parts = text.split(/^(\S+) [0-9.]+ \((?:MIT|ISC|BSD-3-Clause)\)$/m).slice(1);
  const names = parts.filter((_, at) => at % 2 === 0);
  const bundled = ['ajv', 'commander', 'json-schema-to-typescript', 'lodash', 'yaml'];
  expect(names).toEqual(expect.arrayContaining(bundled));
  names.forEach((name, at) => {
    expect(parts[at * 2 + 1], name).toMatch(/copyright/i);
  });
});

test('what only some need is optional', () => {
  expect(Object.keys(peerDependenciesMeta).sort()).toEqual(Object.keys(peerDependencies).sort());
});

test('what a service may lack is loaded so that a bundler takes it for what may be missing', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'));
  const loads = files.flatMap((text) => [...text.matchAll(/^.*\bimport\('[^.].*$/gm)]);
  expect(loads.map(([line]) => line.trim())).toEqual(["return await import('pg');"]);
  expect(files.join('\n')).not.toMatch(/^import .*createRequire/m);
  expect(files.join('\n')).toMatch(/try \{\s+return await import\('pg'\);\s+\} catch/);
});
