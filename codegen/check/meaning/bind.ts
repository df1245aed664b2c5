import type { CelType } from '../../../src/rules/cel.js';
import { inner, isObjectType } from '../../cel/combine.js';
import { argsOf } from '../../lower/tool.js';
import type { About } from './rule.js';
import type { Use } from './use.js';

/** Whether a bound value can be what its parameter is. What is known only at run time is validated there. */
export function checkBind(about: About, { node, tool }: Use, type: string): boolean {
  const name = String(node.path.at(-1));
  const parameters = tool.get('parameters');
  if (!parameters || !about.sound(parameters)) return true;
  const wanted = argsOf(tool, about.file).object[name];
  if (wanted === undefined || fits(type, inner(wanted))) return true;
  about.add('TW3072', node.place, { name, type, wanted: wordOf(inner(wanted)) });
  return false;
}

/** `type` is the name of a CEL type: `list<string>`, `map<string, dyn>`. */
function fits(type: string, wanted: CelType): boolean {
  if (type === 'dyn' || wanted === 'dyn' || (isObjectType(wanted) && wanted.loose)) return true;
  if (wanted === 'double') return type === 'double' || type === 'int';
  if (typeof wanted === 'string') return type === wanted;
  return 'list' in wanted ? type.startsWith('list') : type.startsWith('map');
}

const words: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'an integer',
  double: 'a number',
  bool: 'a boolean',
};

const wordOf = (type: CelType): string =>
  typeof type === 'string' ? (words[type] ?? type) : 'list' in type ? 'an array' : 'an object';
