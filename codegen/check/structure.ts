import { memberOf } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { root as language } from '../spec/root.js';
import type { NamesSpec, RecordSpec, Spec } from '../spec/spec.js';
import { elsewhere } from './elsewhere.js';
import { expected, hint, kindOf, kindsOf, said } from './kind.js';
import { fitting } from './name.js';
import { ownerOf } from './owner.js';
import { scalarFault } from './scalar.js';

/** Holds the file against the language: keys, kinds, names, ranges. All problems at once. */
export function checkStructure(root: SourceNode, report: Report): void {
  check(root, language, report);
}

function check(node: SourceNode, spec: Spec, report: Report): void {
  if (spec.kind === 'schema') return;
  const kind = kindOf(node);
  const meant =
    spec.kind === 'either' ? spec.of.find((each) => kindsOf(each).includes(kind)) : spec;
  if (!meant || !kindsOf(meant).includes(kind)) report.add(wrongKind(node, spec));
  else if (meant.kind === 'record') checkRecord(node, meant, report);
  else if (meant.kind === 'names') checkNames(node, meant, report);
  else if (meant.kind === 'list') checkList(node, meant, report);
  else {
    const fault = scalarFault(node, meant);
    if (fault) report.add(fault);
  }
}

function wrongKind(node: SourceNode, spec: Spec): Diagnostic {
  // A number without a unit: the diagnostic of the unit says more.
  const unit = spec.kind === 'duration' || spec.kind === 'size';
  const fault = unit ? scalarFault(node, spec) : undefined;
  if (fault) return fault;
  const values = { owner: ownerOf(node.path), expected: expected(spec), got: said(node) };
  return diagnose('TW1103', node.place, { ...values, hint: hint(node, spec) });
}

function checkRecord(node: SourceNode, spec: RecordSpec, report: Report): void {
  const owner = ownerOf(node.path);
  const known = Object.keys(spec.keys);
  const entries = node.entries();
  for (const [key, member] of entries) {
    const found = memberOf(spec.keys, key);
    if (found) check(member, found.spec, report);
    else unknownKey(member, { owner, key, known }, report);
  }
  for (const [key, { required, doc, examples }] of Object.entries(spec.keys)) {
    if (!required || node.get(key)) continue;
    const example = examples?.[0];
    const values = {
      owner,
      key,
      doc,
      example: example === undefined ? undefined : String(example),
    };
    report.add(diagnose('TW1102', node.keyPlace, values));
  }
  if (spec.one && entries.length !== 1)
    report.add(diagnose('TW1110', node.place, { owner, keys: known }));
}

function unknownKey(
  node: SourceNode,
  values: { readonly owner: string; readonly key: string; readonly known: readonly string[] },
  report: Report,
): void {
  const { key, known } = values;
  const other = elsewhere.get(key);
  const close = nearest(key, known) ?? (other && known.includes(other) ? other : undefined);
  report.add(diagnose('TW1101', node.keyPlace, { ...values, nearest: close }));
}

function checkNames(node: SourceNode, spec: NamesSpec, report: Report): void {
  const entries = node.entries();
  const pattern = new RegExp(spec.rule.pattern);
  for (const [key, member] of entries) {
    if (!pattern.test(key)) badName(member, key, spec, report);
    check(member, spec.of, report);
  }
  if (entries.length < spec.least)
    report.add(diagnose('TW1109', node.keyPlace, { owner: ownerOf(node.path), what: 'map' }));
}

function badName(node: SourceNode, key: string, { rule }: NamesSpec, report: Report): void {
  const what = `a name in ${ownerOf(node.path.slice(0, -1))}`;
  const values = { what, name: key.slice(0, 80), rule: rule.says, nearest: fitting(key, rule) };
  report.add(diagnose('TW1104', node.keyPlace, values));
}

function checkList(node: SourceNode, spec: Spec & { kind: 'list' }, report: Report): void {
  const items = node.items();
  if (items.length < spec.least)
    report.add(diagnose('TW1109', node.place, { owner: ownerOf(node.path), what: 'list' }));
  for (const item of items) check(item, spec.of, report);
}
