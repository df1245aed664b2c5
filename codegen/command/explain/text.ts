import type { Caller } from '../../../src/contract.js';
import { oneLine } from '../../emit/escape.js';
import { facts, fields, limits } from '../../emit/facts.js';
import { asked, tightened, who } from '../../emit/wording.js';
import type { ToolIr } from '../../ir.js';
import { amount, BOLD, DIM, GREEN, paint, RED, type Terminal, YELLOW } from '../terminal.js';
import { loweringLines, loweringOf } from './lowering.js';
import { tokenCells, tokenHead, tokenNote } from './tokens.js';
import { verdict, verdictWords } from './verdict.js';
import type { View } from './view.js';

const COLORS = { allow: GREEN, ask: YELLOW, deny: RED };

function callerWords(caller: Caller | null): string {
  if (caller === null) return 'nobody signed in';
  const { id, tenant, roles, scopes } = caller;
  const parts = [
    tenant !== undefined && `of tenant ${tenant}`,
    roles.length > 0 && `roles ${roles.join(', ')}`,
    scopes.length > 0 && `scopes ${scopes.join(', ')}`,
  ].filter(Boolean);
  return oneLine(`${id}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`);
}

/** What one tool asks of its callers, or says to this one. */
function rules(tool: ToolIr, { caller }: View, terminal: Terminal): string[] {
  if (caller !== undefined) {
    const found = verdict(tool, caller);
    return [paint(terminal, COLORS[found.effect], verdictWords(tool, found, oneLine))];
  }
  const ask = asked(tool.permission, oneLine);
  return [
    `${tool.permission.name}: ${[who(tool.permission, oneLine), ...tightened(tool, oneLine)].join('; ')}`,
    ...(ask === '' ? [] : [`approval ${ask}`]),
  ];
}

function entry(tool: ToolIr, view: View, terminal: Terminal, width: number): string {
  const lines = [...rules(tool, view, terminal), limits(tool, oneLine)].filter(Boolean);
  const effect = tool.effect.padEnd('destructive'.length);
  const head = `  ${paint(terminal, BOLD, tool.name.padEnd(width))}  ${paint(terminal, DIM, effect)}  `;
  const indent = ' '.repeat(width + effect.length + 6);
  return lines.map((line, at) => `${at === 0 ? head : indent}${line}\n`).join('');
}

function page(tool: ToolIr, view: View, terminal: Terminal): string {
  const { input, result, errors } = tool;
  const title = (text: string) => `\n${paint(terminal, BOLD, text)}\n`;
  const rows = (schema: typeof input) =>
    fields(schema, oneLine).map(({ name, type, required, meaning }) => {
      const tail = meaning === '' ? '' : paint(terminal, DIM, `  ${oneLine(meaning)}`);
      return `  ${oneLine(name)}${required ? '' : '?'}: ${type}${tail}\n`;
    });
  const may = view.caller === undefined ? [] : rules(tool, view, terminal);
  const declared = Object.entries(errors).map(
    ([name, { message }]) => `  ${name}: ${oneLine(message)}\n`,
  );
  return [
    `${paint(terminal, BOLD, tool.name)}: ${oneLine(tool.description)}\n`,
    ...may.map((line) => `  ${line}\n`),
    ...facts(tool, oneLine, oneLine).map((fact) => `  ${fact}\n`),
    title('Parameters'),
    ...rows(input),
    ...(result ? [title('Result'), ...rows(result)] : []),
    ...(declared.length > 0 ? [title('Errors'), ...declared] : []),
  ].join('');
}

function tokens({ tokens: found }: View, terminal: Terminal): string {
  const rows = [tokenHead, ...found.rows.map(tokenCells)];
  const widths = tokenHead.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row, at) => {
    const [who = '', ...figures] = row;
    const cells = figures.map((each, column) => each.padStart(widths[column + 1] ?? 0));
    const line = [oneLine(who).padEnd(widths[0] ?? 0), ...cells].join('  ');
    return `${at === 0 ? paint(terminal, BOLD, line) : line}\n`;
  });
  return `${lines.join('')}${paint(terminal, DIM, tokenNote(found))}\n`;
}

function lowerings(tool: ToolIr, { lowering, single, whole }: View, terminal: Terminal): string {
  if (!lowering) return '';
  const lines = loweringOf(tool, whole.tools).flatMap((each) => {
    const [first = 'as it is', ...more] = loweringLines(each);
    return [
      `  ${each.provider.padEnd(18)}${first}`,
      ...more.map((line) => `${' '.repeat(20)}${line}`),
    ];
  });
  const title = single ? 'Providers' : `Providers: ${tool.name}`;
  return `\n${paint(terminal, BOLD, title)}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** The view as a person reads it at a terminal. */
export function asText(view: View, terminal: Terminal): string {
  const { catalog, single, caller } = view;
  if (single)
    return catalog.tools
      .map((tool) => page(tool, view, terminal) + lowerings(tool, view, terminal))
      .join('');
  const width = Math.max(0, ...catalog.tools.map(({ name }) => name.length));
  const asker = caller === undefined ? '' : `, asked by ${callerWords(caller)}`;
  const head = `${oneLine(catalog.name)}: ${amount(catalog.tools.length, 'tool')}${asker}\n\n`;
  const entries = catalog.tools.map((tool) => entry(tool, view, terminal, width)).join('');
  const told = catalog.tools.map((tool) => lowerings(tool, view, terminal)).join('');
  return `${head}${entries}\n${tokens(view, terminal)}${told}`;
}
