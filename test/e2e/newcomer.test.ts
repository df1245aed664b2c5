import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSchema } from '../fixture/postgres.js';
import { databaseUrl, reachable, redisUrl } from '../stores.js';

/** A newcomer: installs the packed package into an empty folder and does exactly what the README and docs/ say. */

const root = join(import.meta.dirname, '../..');
const exec = promisify(execFile);
const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
const run = (cwd: string, command: string, ...args: string[]) =>
  exec(command, args, { cwd, env, maxBuffer: 1 << 24 });

/** The files that a page shows: a line that names one in backticks and ends with a colon, and a fenced block. */
async function filesOf(page: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, page), 'utf8');
  const shown = text.matchAll(/`([\w./]+\.(?:ts|json|yaml))`[^`\n]*:\n\n```\w+\n([\s\S]*?)```/g);
  return new Map([...shown].map(([, name = '', text = '']) => [name, text]));
}

let folder: string;
let packed: string[];
const put = async (name: string, text: string) => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
};

/** In the version that is installed here: what somebody publishes tomorrow changes nothing. */
async function asHere(name: string): Promise<string> {
  const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return `${name}@${JSON.parse(text).version}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'newcomer-'));
  const { stdout } = await run(root, 'npm', 'pack', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  packed = files.map(({ path }: { path: string }) => path);
  await run(folder, 'npm', 'init', '-y');
  await run(folder, 'npm', 'pkg', 'set', 'type=module');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
  const of = await Promise.all(['openai', 'libsql', 'pg', 'ioredis'].map(asHere));
  const dev = await Promise.all(['typescript', 'tsx', '@types/node', '@types/pg'].map(asHere));
  await run(folder, 'npm', 'install', ...quiet, `./${filename}`, ...of);
  await run(folder, 'npm', 'install', ...quiet, '-D', ...dev);
});

/** What npx starts, without a start of npm before each. */
const bin = (name: string, ...args: string[]) =>
  run(folder, join(folder, 'node_modules/.bin', name), ...args);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the package holds what runs, and types only of what can be imported', () => {
  const kinds = packed.map((path) =>
    path.replace(/^dist\/(src|codegen|chunk)\/.*?((\.d)?\.\w+)$/, '$1 $2'),
  );
  expect([...new Set(kinds)].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'chunk .js',
    'codegen .js',
    'codegen .txt',
    'docs/approvals.md',
    'docs/dialect.md',
    'docs/errors.md',
    'docs/operations.md',
    'docs/tools-yaml.md',
    'package.json',
    'src .d.ts',
    'src .js',
  ]);
});

test('the README, step by step', async () => {
  const files = await filesOf('README.md');
  expect([...files.keys()]).toEqual([
    'tsconfig.json',
    'tools.yaml',
    'handlers/greet.ts',
    'handlers/send_letter.ts',
    'service.ts',
    'greeter.test.ts',
  ]);
  await put('tsconfig.json', files.get('tsconfig.json') ?? '');
  await put('tools.yaml', files.get('tools.yaml') ?? '');

  await run(folder, 'npx', 'toolwright', 'generate');
  expect((await readdir(join(folder, 'handlers'))).sort()).toEqual(['greet.ts', 'send_letter.ts']);
  await bin('tsc');
  await bin('toolwright', 'check');

  for (const [name, text] of files) await put(name, text);
  await bin('tsc');
  await bin('toolwright', 'check');
  const { stdout } = await bin('tsx', 'service.ts');
  expect(stdout).toMatch(/^pending\nletter to Ada: Welcome! \(.+\)\ncompleted Done\.\n$/);
  await bin('tsc', '--noEmit', 'false', '--outDir', 'dist');
  expect((await run(folder, process.execPath, 'dist/service.js')).stdout).toMatch(/completed Done/);
  const tested = await bin('tsx', '--test', '--test-reporter=tap', 'greeter.test.ts');
  expect(tested.stdout).toMatch(/^# pass 1$/m);
  const verified = await bin('toolwright', 'audit', 'verify', 'greeter.db');
  expect(verified.stdout).toContain('valid, 14 records of 2 writers, 2 checkpoints\n');
});

test('the files of docs/ compile', async () => {
  for (const page of ['docs/approvals.md', 'docs/operations.md'])
    for (const [name, text] of await filesOf(page)) await put(name, text);
  await bin('tsc');
});

test('docs/approvals.md: one process asks, another decides', async () => {
  const asked = await bin('tsx', 'ask.ts');
  expect(asked.stdout).toMatch(/^u1 asks for send_letter: \{[^}]+\}\npending\n$/);
  const decided = await bin('tsx', 'decide.ts');
  expect(decided.stdout).toMatch(/^letter to Ada: Welcome! \(.+\)\ncompleted\n$/);
});

test('docs/operations.md: a signed log', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await put('audit.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  await put('audit.pub.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
  await bin('tsx', 'signed.ts');
  const verify = ['audit', 'verify', 'signed.db', '--key', 'audit.pub.pem'];
  const { stdout } = await bin('toolwright', ...verify);
  expect(stdout).toContain('Every checkpoint is signed by a given key.');
});

test('imports that end in ts run as they stand, where Node runs TypeScript', async () => {
  await run(folder, 'npm', 'pkg', 'set', 'toolwright.imports=ts');
  await bin('toolwright', 'generate');
  for (const [name, text] of await filesOf('README.md'))
    if (/^(?:service|handlers\/.*)\.ts$/.test(name))
      await put(name, text.replace(/('\.\.?\/.*)\.js'/g, "$1.ts'"));
  await bin('toolwright', 'check');
  const files = ['service.ts', 'generated/handlers.ts', 'generated/index.ts'];
  const options = ['--module', 'nodenext', '--types', 'node', '--skipLibCheck', '--noEmit'];
  const all = [...options, '--strict', '--ignoreConfig', '--allowImportingTsExtensions'];
  await bin('tsc', ...all, ...files);
  const { typescript: native } = process.features as { readonly typescript?: string | false };
  const start = native ? [] : ['--import', 'tsx'];
  const { stdout } = await run(folder, process.execPath, ...start, 'service.ts');
  expect(stdout).toMatch(/completed Done/);
});

const stored = (await reachable(redisUrl)) && (await reachable(databaseUrl));
test.skipIf(!stored)('docs/operations.md: replicas', async () => {
  const { address, drop } = await freshSchema(1);
  const shown = (await filesOf('docs/operations.md')).get('replicas.ts') ?? '';
  await put('replicas.ts', shown.replace("'greeter'", `'${randomUUID()}'`));
  const stores = { REDIS_URL: redisUrl, DATABASE_URL: address };
  const tsx = join(folder, 'node_modules/.bin/tsx');
  const there = { cwd: folder, env: { ...env, ...stores } };
  const { stdout } = await exec(tsx, ['replicas.ts'], there).finally(drop);
  expect(stdout).toBe('{"greeting":"Hello Ada!"} true\n');
});
