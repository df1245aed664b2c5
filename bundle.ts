import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * `dist/`: one file for each entry of package.json, and what they share in `dist/chunk`, once, so that a class is the
 * same by whichever entry it comes. Two hundred small files cost three times as long to load. `tsx bundle.ts [folder]`
 */
const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
const sources = Object.values<string | Record<string, string>>(exports)
  .map((entry) => (typeof entry === 'string' ? entry : (entry['toolwright-source'] ?? '')))
  .filter((source) => source.endsWith('.ts'));

/** `./src/rules/*.ts` is every file that stands there. */
function filesOf(source: string): readonly string[] {
  const [folder = '', ending] = source.split('*');
  if (ending === undefined) return [source];
  const names = readdirSync(join(import.meta.dirname, folder));
  return names.filter((name) => name.endsWith(ending)).map((name) => folder + name);
}

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['./codegen/cli.ts', ...sources.flatMap(filesOf)],
  outdir: process.argv[2] ?? 'dist',
  outbase: '.',
  chunkNames: 'chunk/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
});
