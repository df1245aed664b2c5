import { expect, test } from 'vitest';
import { createSlots } from '../../src/slots.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';

test('first come, first served; a slot given back twice counts once', async () => {
  const env = virtualEnv();
  const slots = createSlots(env);
  const order: number[] = [];
  const first = await slots.take('a', 1, 1000);
  const waiting = [1, 2, 3].map(async (index) => {
    const release = await slots.take('a', 1, 1000);
    order.push(index);
    return release;
  });
  first?.();
  first?.();
  await env.advance(0);
  expect(order).toEqual([1]);
  (await waiting[0])?.();
  await env.advance(0);
  expect(order).toEqual([1, 2]);
  (await waiting[1])?.();
  (await waiting[2])?.();
  expect(env.waiting).toBe(0);
});

test('nobody waits longer than asked, and who gave up is passed over', async () => {
  const env = virtualEnv();
  const slots = createSlots(env);
  const held = await slots.take('a', 1, 1000);
  const short = slots.take('a', 1, 10);
  const long = slots.take('a', 1, 1000);
  await env.advance(10);
  expect(await short).toBeUndefined();
  held?.();
  expect(await long).toBeTypeOf('function');
});

test('tools do not wait for each other', async () => {
  const slots = createSlots(virtualEnv());
  await slots.take('a', 1, 1000);
  expect(await slots.take('b', 1, 1000)).toBeTypeOf('function');
});

test('a wait can be canceled', async () => {
  const env = virtualEnv();
  const slots = createSlots(env);
  const controller = new AbortController();
  await slots.take('a', 1, 1000);
  const waiting = slots.take('a', 1, 1000, controller.signal);
  controller.abort();
  expect(await waiting).toBeUndefined();
  expect(await slots.take('a', 2, 0, AbortSignal.abort())).toBeTypeOf('function');
  expect(await slots.take('a', 2, 1000, AbortSignal.abort())).toBeUndefined();
  expect(env.waiting).toBe(0);
});
