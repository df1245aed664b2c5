import type { SourceNode } from '../source.js';
import type { Spec } from '../spec/spec.js';

export type Kind = 'map' | 'list' | 'text' | 'number' | 'boolean' | 'nothing';

export function kindOf(node: SourceNode): Kind {
  if (node.entries().length > 0) return 'map';
  if (node.items().length > 0) return 'list';
  const { json } = node;
  if (json === null) return 'nothing';
  if (Array.isArray(json)) return 'list';
  return words[typeof json] ?? 'map';
}

const words: Readonly<Record<string, Kind>> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
};

/** The kinds of value a spec is about. */
export function kindsOf(spec: Spec): readonly Kind[] {
  switch (spec.kind) {
    case 'either':
      return spec.of.flatMap(kindsOf);
    case 'text':
    case 'duration':
    case 'size':
      return ['text'];
    case 'flag':
      return ['boolean'];
    case 'integer':
      return ['number'];
    case 'choice':
      return ['text', 'number', 'boolean'];
    case 'list':
      return ['list'];
    case 'schema':
      return ['map', 'boolean'];
    default:
      return ['map'];
  }
}

/** Ends the sentence "expected …". */
export function expected(spec: Spec): string {
  switch (spec.kind) {
    case 'either':
      return spec.of.map(expected).join(' or ');
    case 'text':
      return spec.what;
    case 'flag':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'choice':
      return spec.values.map((value) => `\`${value}\``).join(' or ');
    case 'list':
      return 'a list';
    case 'duration':
      return 'a duration';
    case 'size':
      return 'a size';
    default:
      return 'a map';
  }
}

/** What stands there, in a sentence; long texts are cut. */
export function said(node: SourceNode): string {
  const kind = kindOf(node);
  if (kind === 'nothing') return 'empty';
  if (kind === 'map' || kind === 'list') return `a ${kind}`;
  const text = String(node.json);
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return kind === 'text' ? `the text \`${short}\`` : `the ${kind} \`${short}\``;
}

/** What most likely was meant; undefined where that cannot be guessed. */
export function hint(node: SourceNode, spec: Spec): string | undefined {
  const kind = kindOf(node);
  const wanted = kindsOf(spec);
  if (
    kind === 'text' &&
    wanted.includes('boolean') &&
    /^(yes|no|on|off|y|n)$/i.test(String(node.json))
  )
    return 'in YAML 1.2 `yes` and `no` are texts: write true or false';
  if (wanted.includes('list') && kind !== 'nothing' && kind !== 'map')
    return `write a list: [${String(node.json).slice(0, 60)}]`;
  if (wanted.includes('text') && (kind === 'number' || kind === 'boolean'))
    return `quote it: '${String(node.json)}'`;
  return undefined;
}
