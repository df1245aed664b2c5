import { expect, test } from 'vitest';
import { preview } from '../../src/preview.js';

const contract = { input: { properties: { token: { redact: true } } } } as never;

test.each([
  ['zero width space', 'a\u200bb', 'a\\u{200b}b'],
  ['direction override', 'pay \u202e001', 'pay \\u{202e}001'],
  ['tag characters', 'x\u{e0041}', 'x\\u{e0041}'],
  ['variation selector', 'x\ufe0f', 'x\\u{fe0f}'],
  ['no-break space', 'a\u00a0b', 'a\\u{a0}b'],
  ['line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['hangul filler', 'a\u3164b', 'a\\u{3164}b'],
  ['an empty musical sign', 'a\u{1d159}b', 'a\\u{1d159}b'],
  ['an empty hieroglyph', 'a\u{13441}b', 'a\\u{13441}b'],
  ['marks piled up', `a${'\u0336'.repeat(6)}b`, `a${'\u0336'.repeat(4)}\\u{336}\\u{336}b`],
  ['marks that belong', 'ệ e\u0323\u0302 לְ\u05bc\u0591', 'ệ e\u0323\u0302 לְ\u05bc\u0591'],
  ['words stay words', 'Größe 東京 سلام', 'Größe 東京 سلام'],
])('%s', (_, text, shown) => {
  expect(preview({ text }, contract)).toBe(`{\n  "text": "${shown}"\n}`);
});

test('line breaks and private values of the arguments are not acted on', () => {
  expect(preview({ text: 'a\nb', token: 'secret' }, contract)).toBe(
    '{\n  "text": "a\\nb",\n  "token": "[redacted]"\n}',
  );
});
