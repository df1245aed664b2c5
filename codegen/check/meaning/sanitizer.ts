import { RE2JS } from 're2js';
import { nearest } from '../../../src/text/nearest.js';
import type { ChainFault } from '../../sanitize/piece.js';
import { checkSteps, keyedSteps, transformSteps } from '../../sanitize/steps.js';
import type { SourceNode } from '../../source.js';
import type { About, Rule } from './rule.js';
import { schemaNodes } from './schemas.js';

const plain = [...transformSteps, ...checkSteps];

/** The chains that sanitizers define, that is the default, and that stand in schemas. */
export const chains: Rule = (about) => {
  const { nodes } = about.file.sanitizers;
  for (const [name, node] of nodes) {
    if (plain.includes(name)) about.add('TW3045', node.keyPlace, { name });
    checkChain(about, node, name);
  }
  const standing = [about.file.defaults, ...schemaNodes(about.file)];
  for (const each of standing) {
    const chain = each?.get('sanitize');
    if (chain) checkChain(about, chain);
  }
};

function checkChain(about: About, chain: SourceNode, name?: string): void {
  for (const fault of about.file.sanitizers.compile(chain.json, name).faults) {
    const node = descend(chain, fault.path);
    if (about.sound(node)) report(about, node, fault, name);
  }
  for (const pattern of patternsIn(chain)) checkPattern(about, pattern);
}

function report(about: About, node: SourceNode, fault: ChainFault, name?: string): void {
  switch (fault.kind) {
    case 'unknown':
      about.add('TW3003', node.place, { name: fault.name, nearest: known(fault.name, about) });
      break;
    case 'cycle':
      // A circle is told once: by the first of its members, and not by those who only lead into it.
      if (isFirst(fault.names, about, name))
        about.add('TW3040', node.place, { names: fault.names });
      break;
    case 'shape':
      about.add('TW3041', node.place, {});
      break;
    case 'options':
      about.add('TW3042', node.place, { step: String(fault.path.at(-1)), form: fault.form });
      break;
    case 'no_patterns':
      about.add('TW3043', node.place, { name: fault.name });
      break;
  }
}

const known = (name: string, about: About): string | undefined =>
  nearest(name, [...plain, ...keyedSteps, ...about.file.sanitizers.names]);

function isFirst(names: readonly string[], about: About, name: string | undefined): boolean {
  if (name === undefined || names.at(-1) !== name) return false;
  const members = about.file.sanitizers.names.filter((each) => names.includes(each));
  return members[0] === name;
}

function descend(node: SourceNode, path: readonly (string | number)[]): SourceNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const next = typeof step === 'number' ? node.items()[step] : node.get(step);
  return next ? descend(next, rest) : node;
}

const patternSteps = ['patterns', 'flag', 'reject'];
const patternsIn = (chain: SourceNode): readonly SourceNode[] =>
  [chain, ...chain.items()].flatMap((step) =>
    patternSteps.flatMap((key) => step.get(key)?.items() ?? []),
  );

function checkPattern(about: About, node: SourceNode): void {
  const pattern = node.json;
  if (typeof pattern !== 'string') return;
  try {
    RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    about.add('TW3044', node.place, { pattern, problem: (error as Error).message });
  }
}
