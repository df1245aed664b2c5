import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from '../../src/on-abort.js';

/** Node warns of a leak from the eleventh listener of a signal on: a batch of calls shares one. */

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('many wait for one signal with one listener, and each is told once', () => {
  const controller = new AbortController();
  const told: number[] = [];
  for (let who = 0; who < 50; who += 1) onAbort(controller.signal, () => told.push(who));
  expect(listeners(controller.signal)).toBe(1);
  controller.abort();
  controller.abort();
  expect(told).toEqual(Array.from({ length: 50 }, (_, who) => who));
});

test('who takes it back is not told, and the last leaves no listener', () => {
  const { signal } = new AbortController();
  const told: string[] = [];
  const stops = ['a', 'b'].map((who) => onAbort(signal, () => told.push(who)));
  stops[0]?.();
  stops[0]?.();
  expect(listeners(signal)).toBe(1);
  stops[1]?.();
  expect(listeners(signal)).toBe(0);
  onAbort(signal, () => told.push('c'));
  stops[1]?.();
  expect(listeners(signal)).toBe(1);
});

test('one that stops another while it is told', () => {
  const controller = new AbortController();
  const told: string[] = [];
  onAbort(controller.signal, () => {
    told.push('a');
    stop();
  });
  const stop = onAbort(controller.signal, () => told.push('b'));
  controller.abort();
  expect(told).toEqual(['a']);
});

test('without a signal nobody waits', () => {
  expect(onAbort(undefined, () => {})()).toBeUndefined();
});
