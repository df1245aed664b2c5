import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { built, median, root } from './built.js';
import { toolsYaml } from './generators/input.js';

/**
 * What toolwright costs before the first call: CPU time from process start to the first guarded call over bare node, in
 * paired runs; memory of a toolset at rest; the size of the core entry. On the built package: `npm run build` before.
 * As it is generated, a module a tool, and as a service bundles it (esbuild, split: what is loaded on use stays so).
 * Beside the large one, as many modules with one line each: what Node takes for them whatever stands in them; and the
 * same without its validators, which shows that nothing of a tool that nobody calls is read.
 */
const PAIRS = Number(process.argv[2] ?? 25);

interface Figures {
  readonly cpuMs: number;
  readonly rssMb: number;
}
const PRINT = `
global.gc();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6 }));`;

const called = `
const call = { id: '1', name: 'save_record_0', arguments: '{"id":"1","kind":"note"}' };
const caller = { id: 'u', roles: [], scopes: [], attributes: {} };
const outcome = await runtime.run(call, { caller });
if (outcome.status !== 'completed') throw new Error(outcome.text);`;

function script(count: number, work: string): string {
  const generated = built(`start-${count}`, toolsYaml(count));
  const file = join(generated, '..', 'main.js');
  writeFileSync(
    file,
    `import { createRuntime } from 'toolwright';
import { tools } from './generated/index.js';
const saved = async ({ id }) => ({ id, saved: true });
const handlers = Object.fromEntries(Object.keys(tools.tools).map((name) => [name, saved]));
const runtime = createRuntime({ tools, handlers });
${work}${PRINT}`,
  );
  return file;
}

function bundled(file: string): string {
  const outdir = join(file, '../bundled');
  const options = { bundle: true, splitting: true, format: 'esm', platform: 'node' } as const;
  buildSync({ ...options, entryPoints: [file], outdir });
  return join(outdir, 'main.js');
}

/** As many modules as there are tools, and nothing in them. */
function empty(count: number): string {
  const folder = join(root, 'bench/out/empty');
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => `empty${index}`);
  for (const name of names) writeFileSync(join(folder, `${name}.js`), `export const ${name} = 1;`);
  const imports = names.map((name) => `import { ${name} } from './${name}.js';`);
  const file = join(folder, 'main.js');
  writeFileSync(file, `${imports.join('\n')}${PRINT}`);
  return file;
}

const measure = (file: string): Figures =>
  JSON.parse(execFileSync(process.execPath, ['--expose-gc', file], { encoding: 'utf8' }));

const bare = join(root, 'bench/out/bare.js');
function compare(name: string, file: string): void {
  const pairs: [Figures, Figures][] = [];
  for (let index = 0; index < PAIRS; index++) pairs.push([measure(bare), measure(file)]);
  const cpu = median(pairs.map(([alone, ours]) => ours.cpuMs / alone.cpuMs)).toFixed(2);
  const ms = (which: 0 | 1) => median(pairs.map((pair) => pair[which].cpuMs)).toFixed(0);
  const mb = median(pairs.map(([alone, ours]) => ours.rssMb - alone.rssMb)).toFixed(1);
  console.log(`${name.padEnd(24)} ${ms(1)} ms CPU, node ${ms(0)}: ${cpu}x   +${mb} MB`);
}

writeFileSync(bare, PRINT);
const [ten, hundred] = [script(10, called), script(100, called)];
compare('10 tools, first call', ten);
compare('  bundled', bundled(ten));
compare('100 tools, first call', hundred);
compare('  bundled', bundled(hundred));
const thousand = script(1000, '');
compare('1000 tools at rest', thousand);
compare('  1000 empty modules', empty(1000));
compare('  bundled', bundled(thousand));
rmSync(join(thousand, '../generated/validators'), { recursive: true });
compare('  without validators', thousand);

const entry = { entryPoints: [join(root, 'dist/src/index.js')], bundle: true, minify: true };
const { outputFiles } = buildSync({ ...entry, format: 'esm', write: false, outfile: 'core.js' });
const kb = gzipSync(outputFiles[0]?.contents ?? '').length / 1000;
console.log(`core entry               ${kb.toFixed(1)} kB minified and gzipped`);
