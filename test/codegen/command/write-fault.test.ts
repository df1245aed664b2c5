import { expect, test } from 'vitest';
import { writeFault } from '../../../codegen/command/write-fault.js';
import { diagnose } from '../../../codegen/diagnostics/index.js';

test.each([
  ['ENOSPC', 'the disk is full', /make room/],
  ['EDQUOT', 'your quota of the disk is used up', /larger quota/],
  ['EROFS', 'the disk is read-only', /mount it writable/],
  ['ENOTDIR', 'a folder on the way to it is a file', /out of the way/],
  ['EACCES', 'you may not read or write it', /make the folder writable/],
])('%s has advice of its own', (code, problem, help) => {
  const fault = writeFault(Object.assign(new Error(), { code }));
  const said = diagnose('TW4002', undefined, { path: 'generated', ...fault });
  expect(said.message).toBe(`generated cannot be written: ${problem}`);
  expect(said.help).toMatch(help);
});
