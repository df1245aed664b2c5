import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { checks } from '../../../src/sanitize/checks.js';
import { corpus, corpusRows } from '../../corpora.js';

/**
 * Row 36 of the requirements, its DOM part: what passes `html` and is put into the body of a page is text there, and so
 * is what that text decodes to, if somebody puts it into a page once more.
 */

type Node = DefaultTreeAdapterTypes.ChildNode;

const passes = (text: string) => checks.html?.run(text, { root: '/' }).effect === 'pass';
const folder = corpus('adversarial/attack');
const attacks = (folder ? readdirSync(folder) : []).flatMap((name) =>
  corpusRows<{ text: string }>(`adversarial/attack/${name}`).map(({ text }) => text),
);

const places: readonly ((text: string) => string)[] = [
  (text) => `<div class="a">${text}</div>`,
  (text) => `<p class="a">before ${text}`,
  (text) => `<ul><li class="a">${text}</li></ul>`,
];
const skeletons = places.map((place) => structure(place('x')));

/** The elements and attributes, comments and doctypes of a page, without its text. */
function structure(html: string): string {
  const told = (node: Node): string => {
    if (node.nodeName === '#text') return '';
    if (!('tagName' in node)) return node.nodeName;
    const attributes = node.attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`);
    return `<${node.tagName}${attributes.join('')}>${node.childNodes.map(told).join('')}`;
  };
  return parseFragment(html).childNodes.map(told).join('');
}

function textOf(html: string): string {
  const text = (node: Node): string => {
    if ('value' in node) return node.value;
    return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
  };
  return parseFragment(html).childNodes.map(text).join('');
}

/** Why a text is no mere text somewhere; undefined if it is everywhere. */
function changes(text: string): string | undefined {
  for (const once of [text, textOf(text)])
    for (const [at, place] of places.entries()) {
      const found = structure(place(once));
      if (found !== skeletons[at]) return `${JSON.stringify(once)} became ${found}`;
    }
  return undefined;
}

test.skipIf(attacks.length === 0)('no attack that passes makes an element or an attribute', () => {
  const passed = attacks.filter(passes);
  expect(passed.length).toBeGreaterThan(1_000);
  expect(passed.flatMap((text) => changes(text) ?? [])).toEqual([]);
  // Without entities nothing is decoded: what is shown is what was said.
  for (const text of passed) if (!/[&\r\0]/.test(text)) expect(textOf(`<b>${text}</b>`)).toBe(text);
  const refused = attacks.filter((text) => !passes(text));
  expect(refused.filter((text) => changes(text)).length).toBeGreaterThan(500);
});

const pieces = ['<', '<', '&', '#', 'x', '3', 'c', '60', ';', 'lt', 'LT', '/', '!', '?', '-', '='];
/** No NUL: the parser refuses it, and HTML drops it. */
const alphabet = [...pieces, '"', "'", 'a', 'B', ' ', '\n', '\u00ad', 'script', 'onload', '>'];

test('nor does any text made of the pieces of HTML', () => {
  const text = fc
    .array(fc.constantFrom(...alphabet), { maxLength: 8 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text.filter(passes), (given) => {
      expect(changes(given)).toBeUndefined();
    }),
    { numRuns: 4_000, seed: 36 },
  );
});
