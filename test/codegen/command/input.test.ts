import { writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inputOf, readText } from '../../../codegen/command/input.js';
import { folderOf } from '../folder.js';
import { generate } from './project.js';

describe('a file is read', () => {
  test('as it is, marks and line ends included', () => {
    const folder = folderOf({ a: '\uFEFFé\r\n' });
    expect(readText(join(folder, 'a'))).toEqual({ text: '\uFEFFé\r\n' });
  });

  test.each([
    ['that is not there', 'none', 'there is no such file'],
    ['that is a folder', '.', 'it is a folder'],
    ['below a file', 'a/b', 'there is no such file'],
    ['that is no text', 'latin', 'it is not UTF-8 text'],
    ['without end', devNull, 'it is no file'],
    ['that is too large', 'large', 'it has 9000000 bytes, and a file may have 1048576'],
  ])('but not one %s', (_name, path, error) => {
    const folder = folderOf({ a: '' });
    writeFileSync(join(folder, 'latin'), Buffer.from([0xe9]));
    writeFileSync(join(folder, 'large'), Buffer.alloc(9_000_000));
    expect(readText(path === devNull ? path : join(folder, path))).toEqual({ error });
  });

  test('and the command says so', async () => {
    const { code, err } = await generate(folderOf(), { file: devNull });
    expect(code).toBe(2);
    expect(err).toContain('it is no file');
  });

  test('once in a run, or the run would remember as compiled what it never read', () => {
    const folder = folderOf({ 'more.yaml': 'one' });
    const input = inputOf(join(folder, 'tools.yaml'), 'tools.yaml', '');
    expect(input.load('more.yaml')).toEqual({ text: 'one' });
    writeFileSync(join(folder, 'more.yaml'), 'two');
    expect(input.load('more.yaml')).toEqual({ text: 'one' });
  });
});
