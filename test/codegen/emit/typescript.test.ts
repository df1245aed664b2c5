import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../command/project.js';

/** The real tools.yaml, compiled in a project of its own that has the built package and nothing else of ours. */

const root = join(import.meta.dirname, '../../..');
const golden = join(root, 'test/golden/good');
const run = promisify(execFile);
const bin = (typescript: string) => join(root, 'node_modules', typescript, 'bin/tsc');
const plain = { strict: true, target: 'es2022', module: 'nodenext', skipLibCheck: true, types: [] };
const strictest = {
  ...plain,
  ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true },
  ...{ verbatimModuleSyntax: true, isolatedModules: true, erasableSyntaxOnly: true },
  ...{ noImplicitOverride: true, noPropertyAccessFromIndexSignature: true, declaration: true },
};
const bundler = { ...plain, module: 'esnext', moduleResolution: 'bundler' };

const main = `
import { handlers } from './generated/handlers.js';
import { errors, tools } from './generated/index.js';
import type { GetWeatherInput } from './generated/tools/get_weather.js';

declare const console: { log(text: string): void };
const good: GetWeatherInput = { location: 'Tokyo' };
const { validators } = await tools.tools.get_weather.contract.validators();
const { tools: chat } = await tools.providers['openai-chat']();
console.log(JSON.stringify([
  validators.input(good),
  validators.input({ location: '' }),
  errors.refund_order.already_refunded().message,
  chat.length === Object.keys(handlers).length,
]));
`;

let folder = '';
const tsc = async (typescript: string, options: object, args: readonly string[] = ['--noEmit']) => {
  const file = join(folder, 'tsconfig.json');
  writeFileSync(
    file,
    JSON.stringify({
      compilerOptions: options,
      include: ['*.ts', 'generated', 'handlers', 'golden'],
    }),
  );
  const told = await run(process.execPath, [bin(typescript), '-p', file, ...args]).catch(
    (error) => error,
  );
  return String(told.stdout);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolwright-ts-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'toolwright'), { recursive: true });
  for (const name of ['@marcbachmann', 're2js'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  cpSync(join(root, 'package.json'), join(modules, 'toolwright/package.json'));
  const dist = join(modules, 'toolwright/dist');
  const types = ['-p', join(root, 'tsconfig.build.json'), '--outDir', dist];
  await run(process.execPath, [bin('typescript'), ...types]);
  await run(process.execPath, ['--import', 'tsx', join(root, 'bundle.ts'), dist], { cwd: root });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  cpSync(join(root, 'tools.yaml'), join(folder, 'tools.yaml'));
  expect((await generate(folder)).code).toBe(0);
  for (const name of readdirSync(golden)) {
    const project = join(folder, 'golden', name);
    cpSync(join(golden, name, 'tools.yaml'), join(project, 'tools.yaml'));
    expect((await generate(project)).code, name).toBe(0);
  }
  writeFileSync(join(folder, 'main.ts'), main);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('emitted code', () => {
  test.each([
    ['typescript-5.9', plain],
    ['typescript-6', plain],
    ['typescript', plain],
    ['typescript', strictest],
    ['typescript', bundler],
  ])('typechecks under %s with %j', async (typescript, options) => {
    expect(await tsc(typescript, options)).toBe('');
  });

  test('builds with tsc --outDir, and runs from what was built', async () => {
    const out = join(folder, 'built');
    expect(await tsc('typescript', plain, ['--outDir', out])).toBe('');
    const { stdout } = await run(process.execPath, [
      '--disallow-code-generation-from-strings',
      join(out, 'main.js'),
    ]);
    expect(JSON.parse(stdout)).toEqual([true, false, 'refund_order: already_refunded', true]);
  });

  test.each([
    ['a missing one', undefined, "Cannot find module '../handlers/get_weather.js'"],
    [
      'a wrong result',
      "async () => ({ temperature: 'warm', unit: 'celsius', summary: '', source: '' })",
      "Type 'string' is not assignable to type 'number'",
    ],
    [
      'an argument that does not exist',
      'async ({ town }) => { throw new NotImplemented(town); }',
      "Property 'town' does not exist on type 'GetWeatherArguments'",
    ],
  ])('of handlers, %s is a readable error of tsc', async (_name, body, message) => {
    const file = join(folder, 'handlers/get_weather.ts');
    const before = readFileSync(file, 'utf8');
    try {
      if (body === undefined) await rm(file);
      else writeFileSync(file, before.replace(/async[\s\S]*\}\)/, `${body})`));
      expect(await tsc('typescript', plain)).toContain(message);
    } finally {
      writeFileSync(file, before);
    }
  });

  test('the handler of another tool is one too', async () => {
    const file = join(folder, 'handlers/get_weather.ts');
    const before = readFileSync(file, 'utf8');
    try {
      cpSync(join(folder, 'handlers/delete_user.ts'), file);
      expect(await tsc('typescript', plain)).toContain(`Type 'Handler<"delete_user", `);
    } finally {
      writeFileSync(file, before);
    }
  });
});
