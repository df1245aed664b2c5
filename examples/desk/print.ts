import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal, unless the person asked for none (no-color.org). */
const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
export const paint = (style: Style, text: string): string =>
  coloured ? styleText(style, text) : text;

/** A line long enough to read and no longer. */
const WIDTH = 150;
const short = (text: string): string =>
  text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;

/** What a terminal would act on. Models and documents write here too, and here approvers are asked. */
const ACTED_ON = /(?![\n\t])[\p{Cc}\p{Bidi_C}]/gu;
const plain = (text: string): string =>
  text.replace(ACTED_ON, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const line = (text = ''): void => console.log(text);
const said = (who: string, text: string, style: Style): void =>
  line(`  ${paint(style, who)}: ${plain(text)}`);

let number = 0;

export const print = {
  heading: (title: string, note: string) => line(`${paint('bold', title)}  ${paint('dim', note)}`),
  scene: (title: string) => line(`\n${paint('bold', `${++number}. ${title}`)}`),
  person: (who: string, text: string) => said(who, text, 'cyan'),
  model: (text: string) => said('model', text, 'magenta'),
  note: (text: string) => line(`  ${paint('dim', plain(text))}`),
  call: (name: string, args: string) =>
    line(`    → ${paint('yellow', plain(name))} ${short(plain(args))}`),
  done: (text: string) => line(`    ${paint('green', '✓')} ${short(plain(text))}`),
  refused: (text: string) => line(`    ${paint('red', '✗')} ${plain(text)}`),
  waits: (text: string) => line(`    ${paint('blue', '…')} ${plain(text)}`),
};
