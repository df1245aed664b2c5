import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApi, protos, toolsYaml } from './input.js';

/**
 * Generators as whole processes on the same operations, cold, in turn: median wall time and peak memory. Outputs are not
 * the same work (ours writes types, validators and five provider schemas; openapi-typescript types alone): a time is
 * what its user waits. Thousands of files are made: `TMPDIR=/dev/shm` leaves the disk out of it. Before: `npm run build && npm install --prefix bench/generators`.
 */
const ROUNDS = Number(process.argv[2] ?? 3);
const SIZES = [10, 100, 1000];
const root = join(import.meta.dirname, '../..');
const bin = (name: string) => join(import.meta.dirname, 'node_modules/.bin', name);

interface Run {
  readonly ms: number;
  readonly mb: number;
}

const cases: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  'toolwright, cold': (folder) => {
    rmSync(join(folder, 'generated'), { recursive: true, force: true });
    rmSync(join(folder, 'handlers'), { recursive: true, force: true });
    rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true });
    return ours('generate');
  },
  'toolwright, one edit': (folder) => {
    const file = join(folder, 'tools.yaml');
    const text = readFileSync(file, 'utf8');
    edits += 1;
    writeFileSync(file, text.replace(/number 7 of the set[^\n]*/, `number 7 of the set, ${edits}`));
    return ours('generate');
  },
  'toolwright check': () => ours('check'),
  'yaml and ajv alone': () => [process.execPath, join(import.meta.dirname, 'floor.js')],
  'openapi-typescript': () => [bin('openapi-typescript'), 'openapi.json', '-o', 'out/openapi.ts'],
  'hey-api': () => [bin('openapi-ts'), '-i', 'openapi.json', '-o', 'out/hey', '-s'],
  orval: () => [bin('orval'), '--input', 'openapi.json', '--output', 'out/orval.ts'],
  'protobuf-es': () => [bin('buf'), 'generate'],
};
let edits = 0;
const ours = (command: string) => [process.execPath, join(root, 'dist/codegen/cli.js'), command];

function prepare(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'generators-'));
  mkdirSync(join(folder, 'out'));
  // What is remembered between runs is kept there.
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tools.yaml'), toolsYaml(count));
  writeFileSync(join(folder, 'openapi.json'), openApi(count));
  protos(count, folder);
  const plugin = `plugins: [{ local: ${bin('protoc-gen-es')}, out: out/proto, opt: target=ts }]`;
  writeFileSync(
    join(folder, 'buf.gen.yaml'),
    `version: v2\n${plugin}\ninputs: [{ directory: proto }]\n`,
  );
  return folder;
}

/** Peak resident memory of a process and its children, looked up while it runs (Linux). */
function peak(pid: number): number {
  try {
    const own = Number(
      /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
    );
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return Math.max(own / 1000, ...children.filter(Boolean).map((child) => peak(Number(child))));
  } catch {
    return 0;
  }
}

function time([command = '', ...args]: readonly string[], cwd: string): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let mb = 0;
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const watch = setInterval(() => {
    mb = Math.max(mb, peak(child.pid ?? 0));
  }, 10);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ ms: performance.now() - start, mb });
      else
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${said.slice(0, 500)}`));
    });
  });
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

for (const size of SIZES) {
  const folder = prepare(size);
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, command] of Object.entries(cases)) {
      const line = command(folder);
      if (!existsSync(line[0] as string)) continue;
      runs.set(name, [...(runs.get(name) ?? []), await time(line, folder)]);
    }
  console.log(`\n${size} operations, median of ${ROUNDS}`);
  for (const [name, all] of runs) {
    const ms = Math.round(median(all.map((run) => run.ms)));
    console.log(
      `${name.padEnd(22)} ${String(ms).padStart(7)} ms ${Math.round(median(all.map((run) => run.mb)))} MB`,
    );
  }
  rmSync(folder, { recursive: true });
}
