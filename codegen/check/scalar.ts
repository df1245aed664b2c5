import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { SourceNode } from '../source.js';
import type { Spec, TextSpec } from '../spec/spec.js';
import { durationMs, sizeBytes } from '../spec/units.js';
import { said } from './kind.js';
import { fitting } from './name.js';
import { ownerOf } from './owner.js';

/** What is wrong with a value that has no members; undefined where nothing is. */
export function scalarFault(node: SourceNode, spec: Spec): Diagnostic | undefined {
  const { json: value } = node;
  switch (spec.kind) {
    case 'text':
      return textFault(node, String(value), spec);
    case 'choice':
      return spec.values.some((each) => each === value) ? undefined : noChoice(node, spec.values);
    case 'integer':
      return integerFault(node, Number(value), spec);
    case 'duration':
      return within(durationMs(String(value)), spec.mostMs)
        ? undefined
        : diagnose('TW1106', node.place, { ...named(node), most: `${spec.mostMs / 86_400_000}d` });
    case 'size':
      return within(sizeBytes(String(value)), spec.mostBytes)
        ? undefined
        : diagnose('TW1107', node.place, { ...named(node), most: `${spec.mostBytes / 1e6}MB` });
    default:
      return undefined;
  }
}

const named = (node: SourceNode) => ({ owner: ownerOf(node.path), value: said(node) });

const within = (value: number | undefined, most: number): boolean =>
  value !== undefined && value <= most;

function textFault(node: SourceNode, text: string, spec: TextSpec): Diagnostic | undefined {
  const owner = ownerOf(node.path);
  const { place } = node;
  if (text.trim() === '') return diagnose('TW1109', place, { owner, what: 'text' });
  if (spec.name && !new RegExp(spec.name.pattern).test(text)) {
    const rest = { rule: spec.name.says, nearest: fitting(text, spec.name) };
    return diagnose('TW1104', place, { what: spec.what, name: text.slice(0, 80), ...rest });
  }
  const { most } = spec;
  return text.length > most ? diagnose('TW1111', place, { owner, most }) : undefined;
}

function noChoice(node: SourceNode, values: readonly (string | number)[]): Diagnostic {
  const allowed = values.map(String);
  // `version: "1"` is near to nothing: it is the right word in quotes.
  const text = typeof node.json === 'string' && !allowed.includes(node.json) ? node.json : '';
  const close = nearest(text, allowed);
  return diagnose('TW1105', node.place, { ...named(node), allowed, nearest: close });
}

function integerFault(
  node: SourceNode,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): Diagnostic | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return diagnose('TW1108', node.place, { owner: ownerOf(node.path), value, least, most });
}
