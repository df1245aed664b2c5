import { byCodeUnit, type JsonObject } from '../../src/json.js';
import type { Schema, ToolIr } from '../ir.js';
import { compile } from './types/compile.js';
import { nameDefinitions } from './types/names.js';
import { parseInterface, type Type } from './types/parse.js';
import { Printer } from './types/print.js';
import { closure, type Reading, read, Words } from './types/reading.js';

interface Declaration {
  readonly name: string;
  readonly schema: JsonObject;
  readonly reading: Reading;
}

/** The types of one tool: what the model sends, what the handler gets, what it answers, then what these name. */
export function typesOf(tool: ToolIr): string {
  const words = new Words();
  const received = read(present(tool), true, words);
  const input = read(tool.input, false, words);
  const result = tool.result && read(tool.result, false, words);
  const readings = { Arguments: received, Input: input, ...(result && { Result: result }) };
  const names = nameDefinitions(tool.typeName, readings, words);
  const same = closure(input.root, input, words) === closure(received.root, received, words);
  const root = (kind: string, reading: Reading): Declaration => ({
    name: tool.typeName + kind,
    schema: reading.root,
    reading,
  });
  const definitions = [...names.declared].sort((a, b) => byCodeUnit(a.name, b.name));
  const print = printer(
    [
      ...Object.entries(readings)
        .filter(([kind]) => kind !== 'Arguments' || !same)
        .map(([kind, reading]) => root(kind, reading)),
      ...definitions.map(({ name, reading, definition }) => ({
        name,
        schema: reading.definitions.get(definition) ?? {},
        reading,
      })),
    ],
    (reading, word) => names.nameIn(reading, words.nameOf(word) ?? '') ?? word,
    words,
  );
  return [
    print(`${tool.typeName}Input`),
    same
      ? `export type ${tool.typeName}Arguments = ${tool.typeName}Input;\n`
      : print(`${tool.typeName}Arguments`),
    result ? print(`${tool.typeName}Result`) : `export type ${tool.typeName}Result = unknown;\n`,
    ...definitions.map(({ name }) => print(name)),
  ].join('\n');
}

/** The parameters as the handler gets them: the bound ones are always there. */
function present({ parameters, bound }: ToolIr): Schema {
  const required = Array.isArray(parameters.required) ? parameters.required : [];
  return { ...parameters, required: [...new Set([...required, ...Object.keys(bound)])] };
}

/** Compiles all declarations at once, as the members of one interface, and prints them by name. */
function printer(
  declarations: readonly Declaration[],
  typeName: (reading: Reading, word: string) => string,
  words: Words,
): (name: string) => string {
  const properties = Object.fromEntries(declarations.map(({ name, schema }) => [name, schema]));
  const required = Object.keys(properties);
  const all = { type: 'object', properties, required, additionalProperties: false };
  const members = parseInterface(compile(all));
  return (name) => {
    const member = members.find((each) => each.name === name);
    const declaration = declarations.find((each) => each.name === name);
    if (!member || !declaration) throw new Error(`the type ${name} was not made`);
    const note = (word: string, indent: string) => words.comment(word, indent);
    const type = (word: string) => typeName(declaration.reading, word);
    const key = (word: string) => words.propertyOf(word);
    const comment = member.note === undefined ? '' : note(member.note, '');
    return comment + new Printer({ type, note, key }).declaration(name, member.type as Type);
  };
}
