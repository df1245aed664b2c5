import { propertyKey, quoted } from '../literal.js';
import type { Member, Type } from './parse.js';

/** What the words of a type stand for. */
export interface Words {
  /** The name of a definition; the word itself where it is none. */
  readonly type: (word: string) => string;
  /** The comment that a word stands for, at an indentation; it ends with a line break. */
  readonly note: (word: string, indent: string) => string;
  /** The name of the property that a word stands for. */
  readonly key: (word: string) => string;
}

const WIDTH = 100;
const pad = (indent: number): string => ' '.repeat(indent);
const nothing = 'Record<string, never>';

/** Types print as a formatter would leave them: on one line where they fit, else a branch or a member a line. */
export class Printer {
  readonly #words: Words;
  constructor(words: Words) {
    this.#words = words;
  }

  /** `export interface Name { … }` or `export type Name = …;` */
  declaration(name: string, type: Type): string {
    if (type.kind === 'object' && type.members.length > 0)
      return `export interface ${name} ${this.#block(type.members, 0)}\n`;
    const head = `export type ${name} =`;
    return `${head}${this.#after(type, 0, head.length + 1)};\n`;
  }

  /** The type after a `:` or `=`, with the blank or the line break before it. `column` is where it would begin. */
  #after(type: Type, indent: number, column: number): string {
    const line = this.#flat(type);
    if (line !== undefined && column + line.length + 1 <= WIDTH) return ` ${line}`;
    if (type.kind === 'union') return this.#branches(type.of, indent + 2);
    return ` ${this.#broken(type, indent)}`;
  }

  #branches(types: readonly Type[], indent: number): string {
    const one = (type: Type) => `\n${pad(indent)}| ${this.#fitting(type, indent + 2)}`;
    return types.map(one).join('');
  }

  #fitting(type: Type, indent: number): string {
    const line = this.#flat(type);
    return line !== undefined && indent + line.length + 1 <= WIDTH
      ? line
      : this.#broken(type, indent);
  }

  #broken(type: Type, indent: number): string {
    switch (type.kind) {
      case 'object':
        return this.#block(type.members, indent);
      case 'array': {
        const text = this.#broken(type.of, indent);
        return type.of.kind === 'intersection' ? `(${text})[]` : `${text}[]`;
      }
      case 'tuple': {
        const items = type.items.map((item) => this.#fitting(item, indent + 2));
        const rest = type.rest ? [`...${this.#fitting(listOf(type.rest), indent + 2)}`] : [];
        const lines = [...items, ...rest].map((item) => `${pad(indent + 2)}${item},\n`);
        return `[\n${lines.join('')}${pad(indent)}]`;
      }
      case 'union':
        return `(${this.#branches(type.of, indent + 2)}\n${pad(indent)})`;
      case 'intersection':
        return type.of.map((each) => this.#operand(each, indent)).join(' & ');
      default:
        return this.#flat(type) ?? '';
    }
  }

  #operand(type: Type, indent: number): string {
    const line = this.#flat(type);
    return line === undefined ? this.#broken(type, indent) : grouped(type, line);
  }

  #block(members: readonly Member[], indent: number): string {
    if (members.length === 0) return nothing;
    const lines = members.map((member) => this.#member(member, indent + 2));
    return `{\n${lines.join('')}${pad(indent)}}`;
  }

  #member(member: Member, indent: number): string {
    const head = `${pad(indent)}${this.#key(member)}:`;
    const note = member.note === undefined ? '' : this.#words.note(member.note, pad(indent));
    return `${note}${head}${this.#after(member.type, indent, head.length + 1)};\n`;
  }

  /** On one line; undefined where a comment inside asks for more. */
  #flat(type: Type): string | undefined {
    switch (type.kind) {
      case 'word':
        return this.#words.type(type.text);
      case 'text':
        return quoted(type.value);
      case 'array':
        return this.#joined([type.of], ([text = '']) => `${grouped(type.of, text)}[]`);
      case 'object':
        return this.#flatObject(type.members);
      case 'tuple':
        return this.#joined(
          [...type.items, ...(type.rest ? [listOf(type.rest)] : [])],
          (texts) =>
            `[${texts.map((text, at) => (at < type.items.length ? text : `...${text}`)).join(', ')}]`,
        );
      case 'union':
        if (type.of.some((each) => each.kind === 'word' && each.text === 'unknown'))
          return 'unknown';
        return this.#joined(type.of, (texts) => [...new Set(texts)].join(' | '));
      case 'intersection':
        return this.#joined(type.of, (texts) =>
          texts.map((text, at) => grouped(type.of[at] as Type, text)).join(' & '),
        );
    }
  }

  #joined(types: readonly Type[], join: (texts: readonly string[]) => string): string | undefined {
    const texts = types.map((type) => this.#flat(type));
    return texts.every((text) => text !== undefined) ? join(texts) : undefined;
  }

  #flatObject(members: readonly Member[]): string | undefined {
    if (members.length === 0) return nothing;
    if (members.some((member) => member.note !== undefined)) return undefined;
    const texts = members.map((member) => {
      const type = this.#flat(member.type);
      return type && `${this.#key(member)}: ${type}`;
    });
    return texts.every((text) => text !== undefined) ? `{ ${texts.join('; ')} }` : undefined;
  }

  #key({ name, optional }: Member): string {
    if (name === undefined) return '[name: string]';
    return `${propertyKey(this.#words.key(name))}${optional ? '?' : ''}`;
  }
}

const listOf = (of: Type): Type => ({ kind: 'array', of });

/** As an operand of what binds tighter than `|` and `&`. */
const grouped = ({ kind }: Type, text: string): string =>
  (kind === 'union' || kind === 'intersection') && text !== 'unknown' ? `(${text})` : text;
