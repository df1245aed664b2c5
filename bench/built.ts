import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import type { Toolset } from '../src/tool.js';

export const root = join(import.meta.dirname, '..');

/**
 * A tools.yaml as its user runs it: compiled by the built command line, its TypeScript compiled to JavaScript, and
 * `toolwright` the built package. The folder `generated/` of it.
 */
export function built(name: string, toolsYaml: string): string {
  const folder = join(root, 'bench/out', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tools.yaml'), toolsYaml);
  const command = [join(root, 'dist/codegen/cli.js'), 'generate'];
  execFileSync(process.execPath, command, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const generated = join(folder, 'generated');
  for (const file of readdirSync(generated, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.ts')) toJavaScript(join(generated, file));
  return generated;
}

function toJavaScript(file: string): void {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', target: 'es2022' });
  writeFileSync(file.replace(/ts$/, 'js'), code);
}

export async function toolsOf(generated: string): Promise<Toolset> {
  const { tools } = await import(pathToFileURL(join(generated, 'index.js')).href);
  return tools;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
