import { readdirSync, readFileSync } from 'node:fs';
import { parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { checks } from '../../../src/sanitize/checks.js';
import { transforms } from '../../../src/sanitize/transforms.js';
import type { Verdict } from '../../../src/shape.js';
import { corpus, corpusRows } from '../../corpora.js';
import { cpuMs } from '../../fixture/cost.js';

const verdict = (name: string, value: string): Verdict => {
  const check = checks[name];
  if (!check) throw new Error(`no check ${name}`);
  return check.run(value, { root: '/' });
};
const effect = (name: string, value: string) => verdict(name, value).effect;

test('each check carries its name', () => {
  for (const [name, check] of Object.entries(checks)) expect(check.name).toBe(name);
});

describe('invisible', () => {
  const hidden: Record<string, string> = {
    'tag characters': 'hi\u{e0068}\u{e0069}',
    'variation selectors': 'S\u{e0140}\u{e015c}',
    'zero-width binary': 'Hi.\u200b\u200c\u200b\u200c',
    'zero width in a Latin word': 'is\u200cAdmin',
    'direction override': 'user\u202e nimda',
    'an isolate left open': 'print \u2067";exit',
    'isolates in code': '\u2066if (admin)\u2069',
    'an override in right-to-left text': 'שלום \u202etest\u202c',
    'direction marks in a row': 'שלום \u200e\u200f\u200e',
    'joiners in a row': 'می\u200c\u200d\u200c',
    'a flag that is none': '\u{1f3f4}\u{e0061}\u{e007f}',
    'Hangul filler': 'name\u3164',
    'byte order mark': 'a\ufeffb',
    'a grapheme joiner in a Latin word': 'is\u034fAdmin',
    'three joiners in a row': 'می\u200c\u200c\u200cخواهم',
    'a joiner behind Hebrew without points': 'של\u200dום',
    'two selectors behind an arrow': '→\ufe0e\ufe0f',
    'a selector behind a letter': 'a\ufe0f',
    'an isolate within a word': 'is\u2068Admin\u2069',
    'an isolate that turns the order': 'a \u2067(b)\u2069',
    'isolates in isolates': 'a \u2068\u2068b\u2069\u2069',
    'an isolate of nothing': 'a \u2068\u2069 b',
    'an isolate closed in another paragraph': 'a \u2068b\n\u2069',
  };
  test.each(Object.entries(hidden))('refuses %s', (_, text) => {
    expect(effect('invisible', text)).toBe('reject');
    expect(effect('invisible_flag', text)).toBe('flag');
  });

  const plain: Record<string, string> = {
    ASCII: 'plain text; DROP TABLE <b>',
    Persian: 'می‌خواهم',
    'a Persian ending behind a Latin word, a number, a bracket':
      'PDF\u200cها 24\u200cساعته (API)\u200cها',
    Malayalam: 'നിയമത്തിനു മുന്‍പില്‍',
    Sinhala: 'ප්‍රකාශනය',
    'Hebrew with marks': 'שלום\u200f (test)\u200e 12',
    'an isolate in Arabic': 'مرحبا \u2068Ada\u2069!',
    family: '👨‍👩‍👧‍👦',
    'skin tone and sign': '🦹🏿‍♂️',
    keycap: '1️⃣',
    'flag of Scotland': '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    'flag of England': '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'flag of Wales': '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
    'ideographic variant': '葛\u{e0100}城',
    Thai: 'สวัสดี\u200bครับ',
    'soft hyphen': 'Donau\u00addampf',
    'soft hyphen behind a mark': 'हिन्दी\u00adभाषा, thie\u0302\u0301\u00adng',
    'old Hangul': '\u115f\u1161',
    'a Persian joiner typed twice': 'می\u200c\u200cخواهم',
    'a grapheme joiner at marks': 'יְרוּשָׁלִַ\u034fם, a\u034f\u0308',
    'Hebrew with a joiner between points': 'ב\u05b1\u200d\u05bdר',
    'arrows and digits as text': '→\ufe0e ↩\ufe0e ←\ufe0f 1\ufe0e #\ufe0f 5\ufe0e\u20e3',
    'a slashed zero, a script capital, East Asian punctuation':
      '0\ufe00 \u{1d49c}\ufe01 ，\ufe00。\ufe01 \u201c\ufe00',
    'Burmese, Phags-pa, Egyptian': 'က\ufe00 \ua856\ufe00 \u{13091}\ufe03',
    'a name that a program filled in': 'Hello \u2068Ada\u2069, you are in \u2068Berlin\u2069!',
  };
  test.each(Object.entries(plain))('lets %s pass', (_, text) => {
    expect(effect('invisible', text)).toBe('pass');
  });

  test('the message names the code point and never the value', () => {
    expect(verdict('invisible', 'secret\u200b')).toEqual({
      effect: 'reject',
      message: 'must not hold hidden characters (U+200B); write the text without them',
    });
  });

  const attacks = corpusRows<{ kind: string; text: string }>(
    'adversarial/attack/unicode_smuggling.jsonl',
  );
  test.skipIf(attacks.length === 0)('finds every smuggled text of the corpus', () => {
    const missed = attacks.filter(({ text }) => effect('invisible', text) === 'pass');
    // A homoglyph is visible: it takes a list of look-alikes, not a rule about hidden characters.
    expect([...new Set(missed.map(({ kind }) => kind))]).toEqual(['homoglyph']);
    expect(missed).toHaveLength(7);
  });
});

describe('the default chain, strip_control and invisible', () => {
  const folder = corpus('adversarial/benign');
  const names = folder ? readdirSync(folder) : [];
  test.skipIf(names.length === 0)('leaves every benign string alone', () => {
    const rows = names.flatMap((name) =>
      corpusRows<{ text: string }>(`adversarial/benign/${name}`),
    );
    expect(rows.length).toBeGreaterThan(3000);
    const changed = rows.filter(({ text }) => transforms.strip_control?.(text) !== text);
    // Two log lines that hold a NUL and a data link escape.
    expect(changed.map(({ text }) => text)).toEqual([
      'The uid is\u00020not\u00020working',
      'These are top\u0010 rules',
    ]);
    expect(rows.filter(({ text }) => effect('invisible', text) !== 'pass')).toEqual([]);
  });

  const naughty = corpus('adversarial/blns.json');
  test.skipIf(!naughty)('refuses six naughty strings, each for what it hides', () => {
    const strings = JSON.parse(readFileSync(naughty as string, 'utf8')) as string[];
    const refused = strings.flatMap((text, at) => {
      const found = verdict('invisible', transforms.strip_control?.(text) ?? text);
      return found.effect === 'reject' ? [[at, /U\+\w+/.exec(found.message)?.[0]]] : [];
    });
    expect(refused).toEqual([
      [51, 'U+200B'], // every white space there is, zero-width space included
      [52, 'U+00AD'], // every invisible character there is
      [72, 'U+FEFF'], // a byte order mark inside a kaomoji
      [90, 'U+202A'], // direction embeddings that are never closed: these three
      [91, 'U+202B'],
      [92, 'U+2066'],
    ]);
  });
});

describe('email', () => {
  test.each([
    'ada@example.com',
    "o'brian+tag@mail.example.co.uk",
    'a.b@xn--bcher-kva.example',
    'a-@1.example',
    'a@b.3com',
    `${'a'.repeat(64)}@example.com`,
  ])('takes %s', (value) => {
    expect(effect('email', value)).toBe('pass');
  });
  test.each([
    '',
    'ada',
    'ada@localhost',
    'Ada <ada@example.com>',
    'a@example.com, b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\n',
    '"a b"@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a@-example.com',
    'a@example..com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    '-X/tmp/log@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(150)}com`,
  ])('refuses %j', (value) => {
    expect(effect('email', value)).toBe('reject');
  });
  test('is quick on hostile text', () => {
    const texts = [`${'a.'.repeat(30)}@${'a-'.repeat(90)}!`, `a@${'a'.repeat(240)}!`];
    expect(cpuMs(() => texts.map((text) => effect('email', text)))).toBeLessThan(500);
  });
});

describe('identifier', () => {
  test.each(['a', '_x', 'user_name2', 'A'.repeat(63)])('takes %s', (value) => {
    expect(effect('identifier', value)).toBe('pass');
  });
  test.each(['', '2a', 'a-b', 'a b', 'a;--', 'é', 'a\n', 'A'.repeat(64)])('refuses %j', (value) => {
    expect(effect('identifier', value)).toBe('reject');
  });
});

describe('html', () => {
  test.each([
    ...['a < b and c > d', 'if (x<3)', 'I <3 you', 'AT&T &amp; co', '&#160;', '&#600;', ''],
    ...['Smith&Ltd', 'Smith &Ltd; co'],
  ])('takes %s', (value) => {
    expect(effect('html', value)).toBe('pass');
    const [text] = parseFragment(value).childNodes;
    expect(text === undefined || !('value' in text) || !/<[a-z]/i.test(text.value)).toBe(true);
  });
  test.each([
    '<b>bold</b>',
    '</p>',
    '<!-- x -->',
    '<?php',
    '<IMG SRC=x>',
    '&lt;script&gt;',
    '&LT;script>',
    '&ltscript>',
    '&LTscript>',
    'Smith&LTD',
    '&#X3c;',
    '&#60;script>',
    '&#x3C;script>',
    '&#0060script>',
  ])('refuses %s', (value) => {
    expect(effect('html', value)).toBe('reject');
  });
  const attacks = corpusRows<{ text: string }>('adversarial/attack/xss.jsonl');
  test.skipIf(attacks.length === 0)('refuses every corpus attack that holds a tag', () => {
    const tagged = attacks.filter(({ text }) => /<[a-z/!?]/i.test(text));
    expect(tagged.length).toBeGreaterThan(400);
    expect(tagged.filter(({ text }) => effect('html', text) === 'pass')).toEqual([]);
  });
});
