import { errorTable } from '../../../src/error.js';
import { nearest } from '../../../src/text/nearest.js';
import { limitUses } from '../../lower/limit.js';
import { textOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import type { About, Rule } from './rule.js';

export const permission: Rule = (about) => {
  for (const tool of about.file.tools.values()) {
    const node = about.part(tool.get('permission'));
    const name = textOf(node);
    if (!node || name === undefined || about.file.levels.has(name)) continue;
    about.add('TW3001', node.place, { name, nearest: nearest(name, about.file.levels.keys()) });
  }
};

export const rateLimits: Rule = (about) => {
  const { limits } = about.file;
  for (const [tool, declared] of about.file.tools) {
    const seen = new Set<string>();
    for (const { name, node } of limitUses(declared).filter((use) => about.sound(use.node))) {
      if (!limits.has(name)) {
        about.add('TW3002', node.place, { name, nearest: nearest(name, limits.keys()) });
      } else if (seen.has(name)) {
        about.add('TW3004', node.place, { tool, name });
      }
      seen.add(name);
    }
  }
};

export const bound: Rule = (about) => {
  for (const [tool, declared] of about.file.tools) {
    const parameters = namesOf(about, declared);
    for (const [name, node] of declared.get('bind')?.entries() ?? []) {
      if (parameters?.includes(name) === false)
        about.add('TW3005', node.keyPlace, { tool, name, nearest: nearest(name, parameters) });
    }
  }
};

/** The names of a tool's parameters; undefined where its schema is broken, or joins others. */
function namesOf(about: About, tool: SourceNode): readonly string[] | undefined {
  const parameters = tool.get('parameters');
  if (!parameters) return [];
  if (!about.namesKnown(parameters) || parameters.get('allOf') || parameters.get('$ref'))
    return undefined;
  return (parameters.get('properties')?.entries() ?? []).map(([name]) => name);
}

export const errorCodes: Rule = (about) => {
  for (const tool of about.file.tools.values())
    for (const [code, node] of tool.get('errors')?.entries() ?? [])
      if (Object.hasOwn(errorTable, code)) about.add('TW3006', node.keyPlace, { code });
};
