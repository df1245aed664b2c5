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

const line = (text = ''): void => console.log(text);
const said = (who: string, text: string, style: Style): void =>
  line(`  ${paint(style, who)}: ${text}`);

let number = 0;

export const print = {
  heading: (title: string, note: string) => line(`${paint('bold', title)}  ${paint('dim', note)}`),
  scene: (title: string) => line(`\n${paint('bold', `${++number}. ${title}`)}`),
  person: (who: string, text: string) => said(who, text, 'cyan'),
  model: (text: string) => said('model', text, 'magenta'),
  note: (text: string) => line(`  ${paint('dim', text)}`),
  call: (name: string, args: string) => line(`    → ${paint('yellow', name)} ${short(args)}`),
  done: (text: string) => line(`    ${paint('green', '✓')} ${short(text)}`),
  refused: (text: string) => line(`    ${paint('red', '✗')} ${text}`),
  waits: (text: string) => line(`    ${paint('blue', '…')} ${text}`),
};
