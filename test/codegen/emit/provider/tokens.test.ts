import { expect, test } from 'vitest';
import { compact } from '../../../../codegen/emit/provider/compact.js';
import { openaiChat } from '../../../../codegen/emit/provider/openai-chat.js';
import { loadTokenizer } from '../../../../codegen/tokens.js';
import type { JsonObject } from '../../../../src/json.js';
import { compileTool } from './dialect.js';

/** What a person would send by hand, minified: what we send must cost no more. */
interface Case {
  readonly name: string;
  /** As tools.yaml says it. */
  readonly declared: JsonObject;
  /** Written by hand for strict mode. */
  readonly strict: JsonObject;
  /**
   * Written by hand without it, and meaning the same: a closed object says so, for 5 tokens. Who leaves that out by
   * hand sends another contract.
   */
  readonly open: JsonObject;
}

const closed = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const plain = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const said = (properties: JsonObject, ...required: string[]): JsonObject => ({
  ...plain(properties, ...required),
  additionalProperties: false,
});
const city = { type: 'string', description: 'City name' };
const unit = { type: 'string', enum: ['celsius', 'fahrenheit'] };
const query = { type: 'string', description: 'Words to look for' };
const lines = {
  type: 'object',
  properties: { sku: { type: 'string' }, count: { type: 'integer' } },
};

const cases: readonly Case[] = [
  {
    name: 'get_weather',
    declared: plain({ location: city, unit }, 'location'),
    strict: closed({
      location: city,
      unit: { type: ['string', 'null'], enum: ['celsius', 'fahrenheit', null] },
    }),
    open: said({ location: city, unit }, 'location'),
  },
  {
    name: 'search_documents',
    declared: plain({ query, limit: { type: 'integer', minimum: 1, maximum: 20 } }, 'query'),
    strict: closed({ query, limit: { type: ['integer', 'null'], minimum: 1, maximum: 20 } }),
    open: said({ query, limit: { type: 'integer', minimum: 1, maximum: 20 } }, 'query'),
  },
  {
    name: 'place_order',
    declared: plain(
      { lines: { type: 'array', items: { ...lines, required: ['sku', 'count'] } } },
      'lines',
    ),
    strict: closed({
      lines: {
        type: 'array',
        items: closed({ sku: { type: 'string' }, count: { type: 'integer' } }),
      },
    }),
    open: said(
      {
        lines: {
          type: 'array',
          items: closed({ sku: { type: 'string' }, count: { type: 'integer' } }),
        },
      },
      'lines',
    ),
  },
  { name: 'ping', declared: plain({}), strict: closed({}), open: said({}) },
];

const byHand = (parameters: JsonObject, name: string, strict: boolean, description: string) =>
  JSON.stringify({ type: 'function', function: { name, description, strict, parameters } });

test.each(cases)('$name costs no more than written by hand', async (each) => {
  const { count, exact } = await loadTokenizer();
  expect(exact).toBe(true);
  const tool = await compileTool(each.declared);
  if (!tool) throw new Error('the compiler refuses it');
  const sent = openaiChat(tool) as { function: { strict: boolean } };
  expect(sent.function.strict).toBe(true);
  const hand = byHand(each.strict, tool.name, true, tool.description);
  expect(count(JSON.stringify(sent))).toBeLessThanOrEqual(count(hand));
  const open = compact(tool.input);
  expect(count(JSON.stringify(open))).toBeLessThanOrEqual(count(JSON.stringify(each.open)));
});

test('a tool without a sound strict form costs no more either', async () => {
  const labels = { type: 'object', additionalProperties: { type: 'string' } };
  const tool = await compileTool(plain({ labels }, 'labels'));
  if (!tool) throw new Error('the compiler refuses it');
  const sent = openaiChat(tool) as { function: { strict: boolean } };
  expect(sent.function.strict).toBe(false);
  const { count } = await loadTokenizer();
  const hand = byHand(said({ labels }, 'labels'), tool.name, false, tool.description);
  expect(count(JSON.stringify(sent))).toBeLessThanOrEqual(count(hand));
});

test('without the tokenizer it is an estimate, and says so', async () => {
  const { exact, count } = await loadTokenizer(() => Promise.reject(new Error('not installed')));
  expect([exact, count('12345678'), count('ä')]).toEqual([false, 2, 1]);
});

test('text that looks like a control token is text', async () => {
  const { count } = await loadTokenizer();
  expect(count('<|endoftext|>')).toBeGreaterThan(1);
});
