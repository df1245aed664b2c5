import { afterEach, expect, test, vi } from 'vitest';
import { print } from '../../examples/desk/print.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('what a model wrote does nothing to the terminal on which approvers are asked', () => {
  const seen: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void seen.push(text));
  const attack = 'a\u001b[2J\rb\u202ec\u009b1A';
  for (const way of [print.model, print.note, print.done, print.refused, print.waits]) way(attack);
  print.call(attack, attack);
  expect(seen).toHaveLength(6);
  for (const line of seen) expect(line).toContain('a\\u001b[2J\\u000db\\u202ec\\u009b1A');
  print.model('two\nlines, and 👩‍👩‍👧');
  expect(seen.at(-1)).toContain('two\nlines, and 👩‍👩‍👧');
});
