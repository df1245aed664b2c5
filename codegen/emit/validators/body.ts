import { linearPattern } from '../../schema/pattern/index.js';
import { escapeText } from '../escape.js';

/** What a validator may call, and where generated code finds it. Everything else it must hold itself. */
const runtime: Readonly<Record<string, string>> = {
  'ajv/dist/runtime/ucs2length': 'ucs2length',
  'ajv/dist/runtime/equal': 'equal',
  'toolwright/multiple': 'isMultiple',
};

export interface Body {
  /** An expression of JavaScript whose value is the validator. */
  readonly text: string;
  /** Names it uses from `toolwright/rules/validation`. */
  readonly uses: readonly string[];
  readonly usesFormats: boolean;
  /** Whether a pattern of it runs on the linear engine, `toolwright/rules/pattern`. */
  readonly usesLinear: boolean;
}

const HEAD = /^"use strict";\s*export const validate = (\w+);\s*export default \1;\s*/;
const REQUIRE = /^const (\w+) = require\("([^"\\]+)"\)(?:\.default)?;$/gm;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/**
 * Ajv's standalone module as an expression. Even with `esm` it calls `require`, which no module has (ajv#2209): the
 * calls become imports of our own leaf, and any call we do not know ends the generation.
 */
export function body(code: string): Body {
  const name = HEAD.exec(code)?.[1];
  if (name === undefined) throw new Error('the validator does not begin as Ajv writes it');
  const uses = new Set<string>();
  const free = code.replace(HEAD, '').replace(REQUIRE, (_, local: string, module: string) => {
    const own = runtime[module];
    if (own === undefined) throw new Error(`the validator requires ${module}, which it may not`);
    uses.add(own);
    return local === own ? '' : `const ${local} = ${own};`;
  });
  const linear = withLinearPatterns(free);
  if (/require\s*\(/.test(free) && /(?<![.\w$])require\s*\(/.test(free.replace(STRING, '""')))
    throw new Error('the validator calls require where no module has it');
  return {
    text: `(() => {\n${visible(withoutUnused(linear)).trim()}\nreturn ${name};\n})()`,
    uses: [...uses],
    usesLinear: linear !== free,
    usesFormats: /^const \w+ = formats[.[]/m.test(free),
  };
}

const PATTERN = /^(const pattern\d+ = )new RegExp\(("(?:[^"\\]|\\.)*"), "u"\);$/gm;

/** A pattern that could stall the built-in engine is given to the linear one. */
function withLinearPatterns(code: string): string {
  return code.replace(PATTERN, (line, start: string, source: string) => {
    const re2 = linearPattern(JSON.parse(source) as string);
    return re2 === undefined ? line : `${start}linear(${JSON.stringify(re2)});`;
  });
}

/** Ajv keeps every schema beside its validator; most are never looked at. */
function withoutUnused(code: string): string {
  return code.replace(/^const (schema\d+) = .*;$\n?/gm, (line, name: string) =>
    code.split(new RegExp(`\\b${name}\\b`)).length > 2 ? line : '',
  );
}

/** Nearly every code. */
const VISIBLE = /^[\n -~]*$/;

/** Invisible characters stand only inside of strings: there an escape is the same character. */
const visible = (code: string): string =>
  VISIBLE.test(code) ? code : code.split('\n').map(escapeText).join('\n');
