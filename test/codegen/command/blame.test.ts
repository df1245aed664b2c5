import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blame } from '../../../codegen/command/blame.js';

const manifest = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
const oldest = JSON.parse(manifest).engines.node.slice('>='.length);

test.each(['18.20.8', '20.11.1', '20.18.3', '20.9.0'])(
  'on Node %s an error is of the Node, which is too old',
  (node) => {
    const told = blame(new Error('no path'), false, node);
    expect(told).toMatch(/^internal error: no path\nRun it with --verbose/);
    expect(told).toContain(`This is Node ${node}, and toolwright needs ${oldest} or later.`);
    expect(told).not.toContain('fault of toolwright');
  },
);

test.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('on Node %s it is ours', (node) => {
  expect(blame('odd', true, node)).toContain('This is a fault of toolwright.');
});
