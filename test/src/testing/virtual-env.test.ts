import { expect, test } from 'vitest';
import { virtualEnv } from '../../../src/testing/virtual-env.js';

test('timers run at their own instant, in order, and may set others', async () => {
  const env = virtualEnv(1000);
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, env.now()]);
  env.after(30, note('c'));
  env.after(10, () => {
    note('a')();
    env.after(10, note('b'));
  });
  const cancel = env.after(15, note('never'));
  cancel();
  await env.advance(25);
  expect(seen).toEqual([
    ['a', 1010],
    ['b', 1020],
  ]);
  expect(env.now()).toBe(1025);
  expect(env.waiting).toBe(1);
  await env.advance(5);
  expect(seen[2]).toEqual(['c', 1030]);
});

test('a promise chain behind a timer settles before the next timer', async () => {
  const env = virtualEnv();
  const seen: string[] = [];
  env.after(
    1,
    () => void Promise.resolve().then(() => Promise.resolve().then(() => seen.push('1'))),
  );
  env.after(2, () => void seen.push('2'));
  await env.advance(2);
  expect(seen).toEqual(['1', '2']);
});

test('ids and chance repeat', () => {
  const draw = () => {
    const env = virtualEnv(0, 7);
    return [env.id(), env.id(), env.random(), env.random()];
  };
  expect(draw()).toEqual(draw());
  expect(draw().slice(0, 2)).toEqual(['id-1', 'id-2']);
  const values = draw().slice(2) as number[];
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(virtualEnv(0, 8).random()).not.toBe(virtualEnv(0, 7).random());
});
