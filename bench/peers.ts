import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { order } from '../test/fixture/order.js';
import { built, median, root } from './built.js';
import { NAMES } from './peers/peer.js';

/**
 * The guarded call of bench/call.ts beside what others do of it: parse, validate by the same validator where they take
 * one, run the handler, answer. None of theirs has permissions, limits, sanitizers, a timeout or events. A turn of ten
 * calls at once, less the same turn without calls: what a call takes, in CPU time, without the loop around it. Each in
 * a process of its own, since some make every `await` of their process slower; in rounds of changing order, medians of
 * ratios of one round. Before: `npm run build && npm install --prefix bench/peers`.
 */
const ROUNDS = Number(process.argv[2] ?? 7);
const calls = {
  get_weather: { location: 'Tokyo', unit: 'celsius' },
  place_order: order,
};

built('peers', readFileSync(new URL('call/tools.yaml', import.meta.url), 'utf8'));
const tsx = createRequire(import.meta.url).resolve('tsx');
const file = join(root, 'bench/peer-case.ts');
const measure = (name: string, tool: keyof typeof calls): number => {
  const given = [name, tool, JSON.stringify(calls[tool])];
  const node = ['--no-warnings', '--import', tsx, file, ...given];
  return Number(execFileSync(process.execPath, node, { encoding: 'utf8' }));
};

for (const tool of Object.keys(calls) as (keyof typeof calls)[]) {
  const rounds: Record<string, number>[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    const times: Record<string, number> = {};
    for (let nth = 0; nth < NAMES.length; nth++) {
      const name = NAMES[(index + nth) % NAMES.length] as string;
      times[name] = measure(name, tool);
    }
    rounds.push(times);
  }
  console.log(tool);
  for (const name of NAMES) {
    const over = (base: string) =>
      `${median(rounds.map((times) => (times[name] ?? 0) / (times[base] ?? 1))).toFixed(1)}x`;
    const us = median(rounds.map((times) => times[name] ?? 0)).toFixed(1);
    const cells = [us, over('floor'), over('toolwright')].map((cell) => cell.padStart(8)).join('');
    console.log(`  ${name.padEnd(12)}${cells}   (us, over the floor, over ours)`);
  }
}
