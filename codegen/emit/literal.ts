import { escapeText } from './escape.js';

/** Source text that is written as it is: only ever made of our own words, never of what tools.yaml says. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A call of a function and the module it is imported from: `cel('args.amount > 100.0', { … })`. */
export class Call {
  readonly name: string;
  readonly from: string;
  readonly args: readonly Literal[];
  constructor(name: string, from: string, args: readonly Literal[]) {
    this.name = name;
    this.from = from;
    this.args = args;
  }
}

/** A value that is of the type it is written as, whatever the place expects: `{ redact: true } as const`. */
export class Exact {
  readonly of: Literal;
  constructor(of: Literal) {
    this.of = of;
  }
}

/** What can be printed. A member that is undefined says nothing and is left out. */
export type Literal =
  | null
  | boolean
  | number
  | string
  | Code
  | Call
  | Exact
  | readonly Literal[]
  | Members;

interface Members {
  readonly [key: string]: Literal | undefined;
}

const WIDTH = 100;
const pad = (indent: number): string => ' '.repeat(indent);
const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

/** Text that stands between single quotes as it is, as nearly all does. */
const PLAIN = /^[ -&(-;=-[\]-~]*$/;

/** A string as a person types it: single quotes, unless double ones need fewer escapes. Any text is safe in it. */
export function quoted(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote + escapeText(escaped).replaceAll('</', '<\\/') + quote;
}

/** A property name: bare where that is allowed. `__proto__: x` would set the prototype, so it is computed. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** 3_600_000: digits in groups, from five digits on. */
export function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is no JSON number`);
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text;
}

/** Members of an object that say something. */
function members(value: Literal): readonly (readonly [string, Literal])[] {
  return Object.entries(value as Record<string, Literal | undefined>).filter(
    (entry): entry is [string, Literal] => entry[1] !== undefined,
  );
}

/** The value on one line, however long. */
export const flat = (value: Literal): string => within(value, Number.POSITIVE_INFINITY) as string;

/** On one line of at most `most` characters. It gives up as soon as it can: a large value is asked at each level. */
function within(value: Literal, most: number): string | undefined {
  const line = typeof value === 'object' && value !== null ? lineOf(value, most) : scalar(value);
  return line !== undefined && line.length <= most ? line : undefined;
}

function scalar(value: null | boolean | number | string): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? numeral(value) : String(value);
}

function lineOf(value: Literal & object, most: number): string | undefined {
  if (value instanceof Code) return value.text;
  if (value instanceof Call) return listLine(`${value.name}(`, value.args, ')', most);
  if (value instanceof Exact) return listLine('', [value.of], ' as const', most);
  if (isList(value)) return listLine('[', value, ']', most);
  return objectLine(value, most);
}

function listLine(open: string, items: readonly Literal[], close: string, most: number) {
  let line: string | undefined = open;
  for (const each of items) {
    line = longer(line === open ? line : `${line}, `, each, most - close.length);
    if (line === undefined) return undefined;
  }
  return line + close;
}

function objectLine(value: Members, most: number) {
  let line: string | undefined = '{';
  for (const key in value) {
    const each = value[key];
    if (each === undefined) continue;
    const comma = line === '{' ? '' : ',';
    line = longer(`${line}${comma} ${propertyKey(key)}: `, each, most - ' }'.length);
    if (line === undefined) return undefined;
  }
  return line === '{' ? '{}' : `${line} }`;
}

function longer(line: string, next: Literal, most: number) {
  const rest = within(next, most - line.length);
  return rest === undefined ? undefined : line + rest;
}

/** A long text cut after spaces into strings that are added up again. */
function sentence(text: string, indent: number): string {
  const parts: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && indent + quoted(line + word).length + 2 > WIDTH) {
      parts.push(line);
      line = '';
    }
    line += word;
  }
  return [...parts, line].map(quoted).join(` +\n${pad(indent)}`);
}

function member(key: string, value: Literal, indent: number): string {
  const name = `${propertyKey(key)}:`;
  if (typeof value !== 'string' || indent + name.length + quoted(value).length + 2 <= WIDTH)
    return `${name} ${literal(value, indent, indent + name.length + 1)}`;
  return `${name}\n${pad(indent + 2)}${sentence(value, indent + 2)}`;
}

function block(open: string, lines: readonly string[], close: string, indent: number): string {
  const inner = pad(indent + 2);
  return `${open}\n${inner}${lines.join(`,\n${inner}`)},\n${pad(indent)}${close}`;
}

/** A call whose last argument opens on the line of the call, where what stands before it fits there. */
function brokenCall({ name, args }: Call, indent: number, column: number): string {
  const last = args.at(-1);
  const head = `${name}(${args
    .slice(0, -1)
    .map((each) => `${flat(each)}, `)
    .join('')}`;
  const opens = typeof last === 'object' && last !== null && !(last instanceof Code);
  if (opens && column + head.length + 1 <= WIDTH)
    return `${head}${broken(last, indent, column + head.length)})`;
  const lines = args.map((each) => literal(each, indent + 2, indent + 2));
  return block(`${name}(`, lines, ')', indent);
}

/** The value over several lines: one member or item a line. `column` is where its first character stands. */
export function broken(value: Literal, indent: number, column = indent): string {
  const inner = indent + 2;
  if (typeof value === 'string') return sentence(value, inner);
  if (value === null || typeof value !== 'object' || value instanceof Code) return flat(value);
  if (value instanceof Call) return brokenCall(value, indent, column);
  if (value instanceof Exact) return `${broken(value.of, indent, column)} as const`;
  if (isList(value)) {
    const items = value.map((item) => literal(item, inner, inner));
    return items.length === 0 ? '[]' : block('[', items, ']', indent);
  }
  const lines = members(value).map(([key, each]) => member(key, each, inner));
  return lines.length === 0 ? '{}' : block('{', lines, '}', indent);
}

/** A value as a person would type it, on one line where it fits. `column` is where its first character stands. */
export function literal(value: Literal, indent = 0, column = indent): string {
  return within(value, WIDTH - column - 1) ?? broken(value, indent, column);
}

/** Every call inside a value, in written order. */
export function callsIn(value: Literal): readonly Call[] {
  if (value === null || typeof value !== 'object' || value instanceof Code) return [];
  if (value instanceof Call) return [value, ...value.args.flatMap(callsIn)];
  if (value instanceof Exact) return callsIn(value.of);
  if (isList(value)) return value.flatMap(callsIn);
  return members(value).flatMap(([, each]) => callsIn(each));
}
