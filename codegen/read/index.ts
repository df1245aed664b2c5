import { join } from './include.js';
import type { Input, Source, Text } from './input.js';
import { type File, YamlNode } from './node.js';
import { parse } from './parse.js';
import { SourceText } from './text.js';
import { Walk } from './walk.js';

export type { Input, Source };

/** Text to nodes with places, the files under `include:` joined in. Never throws. */
export function read(input: Input): Source {
  const main = readFile(input.file, input);
  if (!main.root) return main;
  return join(main, main.root, input, readFile);
}

/** One file. More than 100 problems help nobody. */
function readFile(file: string, { text, gaps }: Text): Source {
  const source = new SourceText(file, text, gaps);
  const parsed = parse(source);
  if (!parsed.root) return { diagnostics: parsed.diagnostics };
  const walk = new Walk(source);
  walk.visit(parsed.root);
  const diagnostics = walk.diagnostics.slice(0, 100);
  if (!walk.sound) return { diagnostics };
  const from: File = { source, targets: walk.targets };
  return { root: new YamlNode(from, parsed.root), diagnostics, aliased: walk.targets.size > 0 };
}
