/** A type as json-schema-to-typescript writes it. */
export type Type =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[]; readonly rest: Type | undefined }
  | { readonly kind: 'union' | 'intersection'; readonly of: readonly Type[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] };

export interface Member {
  /** Undefined: every other name (an index signature). */
  readonly name: string | undefined;
  readonly optional: boolean;
  readonly type: Type;
  /** The word that stands for its comment. */
  readonly note: string | undefined;
}

const TOKEN =
  /\s+|(\/\*\*(?:[^*]|\*(?!\/))*\*\/)|("(?:[^"\\]|\\.)*")|(\[k: string\])|(-?[\w$][\w$.+-]*)|(\.\.\.|[{}[\]()|&?:,])/gsuy;

/** What each group of TOKEN is. */
const KINDS = ['note', 'text', 'index', 'word', 'sign'] as const;

interface Token {
  readonly kind: (typeof KINDS)[number] | 'end';
  readonly text: string;
}

/** Everything json-schema-to-typescript can say, and nothing else: what does not fit ends the generation. */
function tokens(code: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (const match of code.matchAll(TOKEN)) {
    if (match.index !== at) break;
    at += match[0].length;
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const kind = KINDS[group - 1];
    if (kind) found.push({ kind, text: match[0] });
  }
  if (at !== code.length)
    throw new Error(`no type begins with ${JSON.stringify(code.slice(at, at + 40))}`);
  return found;
}

/** Reads `export interface Name { … }`: the members of the one interface. */
export function parseInterface(code: string): readonly Member[] {
  const reader = new Reader(tokens(code));
  for (const word of ['export', 'interface']) reader.expect('word', word);
  reader.next();
  const members = reader.members();
  reader.expect('end');
  return members;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.#token;
    this.#at += 1;
    return token;
  }

  expect(kind: Token['kind'], text = ''): void {
    const token = this.next();
    if (token.kind !== kind || (text !== '' && token.text !== text))
      throw new Error(`a type has ${JSON.stringify(token.text)} where ${text || kind} belongs`);
  }

  #take(sign: string): boolean {
    const is = this.#token.kind === 'sign' && this.#token.text === sign;
    if (is) this.#at += 1;
    return is;
  }

  members(): readonly Member[] {
    const found: Member[] = [];
    this.expect('sign', '{');
    while (!this.#take('}')) found.push(this.#member());
    return found;
  }

  #member(): Member {
    const comment = this.#token.kind === 'note' ? this.next().text : '';
    const note = /\bnote\d+\b/.exec(comment)?.[0];
    const { kind, text } = this.next();
    if (kind !== 'index' && kind !== 'word' && kind !== 'text')
      throw new Error(`${text} is no name`);
    const name =
      kind === 'index' ? undefined : kind === 'text' ? (JSON.parse(text) as string) : text;
    const optional = this.#take('?');
    this.expect('sign', ':');
    return { name, optional, type: this.#type(), note };
  }

  #type(): Type {
    const of = [this.#postfix()];
    let kind: 'union' | 'intersection' = 'union';
    for (;;) {
      if (this.#take('|')) kind = 'union';
      else if (this.#take('&')) kind = 'intersection';
      else break;
      of.push(this.#postfix());
    }
    return of.length === 1 ? (of[0] as Type) : { kind, of };
  }

  #postfix(): Type {
    let type = this.#primary();
    while (this.#token.text === '[' && this.#tokens[this.#at + 1]?.text === ']') {
      this.#at += 2;
      type = { kind: 'array', of: type };
    }
    return type;
  }

  #primary(): Type {
    if (this.#take('(')) {
      const type = this.#type();
      this.expect('sign', ')');
      return type;
    }
    if (this.#token.text === '{') return { kind: 'object', members: this.members() };
    if (this.#take('[')) return this.#tuple();
    const { kind, text } = this.next();
    if (kind === 'text') return { kind: 'text', value: JSON.parse(text) as string };
    if (kind !== 'word') throw new Error(`${text} is no type`);
    return { kind: 'word', text };
  }

  #tuple(): Type {
    const items: Type[] = [];
    let rest: Type | undefined;
    while (!this.#take(']')) {
      if (this.#take('...')) {
        const spread = this.#type();
        rest = spread.kind === 'array' ? spread.of : spread;
      } else items.push(this.#type());
      this.#take(',');
    }
    return { kind: 'tuple', items, rest };
  }
}
