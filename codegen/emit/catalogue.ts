import type { JsonObject } from '../../src/json.js';
import type { OnOutage } from '../../src/tool.js';
import type { Catalog, LevelIr, ToolIr } from '../ir.js';
import { Memory } from '../memory.js';
import { toolsUnder, writes } from '../rules.js';
import type { Emitter } from './emitter.js';
import { facts, fields, limits } from './facts.js';
import { code, prose, table } from './markdown.js';
import { OURS } from './printer.js';
import { asked, limit, tightened, who } from './wording.js';

const link = (tool: ToolIr): string => `[${code(tool.name)}](#${tool.name.toLowerCase()})`;

export function matrix(tools: readonly ToolIr[]): string {
  const head = ['Tool', 'What it does', 'Effect', 'Permission', 'Approval', 'Rate limits'];
  const rows = tools.map((tool) => [
    link(tool),
    prose(tool.description),
    tool.effect,
    [code(tool.permission.name), ...tightened(tool, code)].join('; '),
    asked(tool.permission, code),
    limits(tool, code),
  ]);
  return table(head, rows);
}

function levels(catalog: Catalog): string {
  const toolsOf = (level: LevelIr): string =>
    catalog.tools
      .filter(({ permission }) => permission.name === level.name)
      .map(link)
      .join(', ');
  const rows = catalog.levels.map((level) => [
    code(level.name),
    prose(level.description ?? ''),
    who(level, code),
    asked(level, code) || 'none',
    toolsOf(level) || 'none',
  ]);
  return table(['Level', 'Meaning', 'Who may call', 'Approval', 'Tools'], rows);
}

const OUTAGE = {
  deny: 'calls are refused',
  local_share: 'each process goes on with its part',
  allow: 'calls go on',
};

/** Tools that write meet a limit otherwise than those that read. */
function outage(under: readonly ToolIr[], read: OnOutage): string {
  const [some, every] = [under.some(writes), under.length > 0 && under.every(writes)];
  if (every || read === 'deny') return OUTAGE.deny;
  return some ? `${OUTAGE[read]}, but writes are refused` : OUTAGE[read];
}

function limitTable(catalog: Catalog): string {
  const rows = catalog.limits.map((each) => {
    const under = toolsUnder(each.name, catalog);
    return [
      code(each.name),
      limit(each, code),
      outage(under, each.onOutage),
      under.map(link).join(', ') || 'none',
    ];
  });
  return table(['Limit', 'How much', 'While its store is down', 'Tools'], rows);
}

function fieldTable(schema: JsonObject, head: string): string {
  const rows = fields(schema, code).map(({ name, type, required, meaning }) => {
    return [code(name), type, required ? 'yes' : 'no', prose(meaning)];
  });
  const always = head === 'Result' ? 'Always' : 'Required';
  return rows.length === 0 ? '' : `\n${table([head, 'Type', always, 'Meaning'], rows)}`;
}

const list = (lines: readonly string[]): string => lines.map((each) => `- ${each}\n`).join('');

export function section(tool: ToolIr): string {
  const errors = Object.entries(tool.errors).map(
    ([name, { message }]) => `${code(name)}: ${prose(message)}`,
  );
  return [
    `\n### ${tool.name}\n\n${prose(tool.description)}\n\n${list(facts(tool, code, prose))}`,
    fieldTable(tool.input, 'Parameter'),
    tool.result ? fieldTable(tool.result, 'Result') : '',
    errors.length > 0 ? `\nErrors:\n\n${list(errors)}` : '',
  ].join('');
}

/** The whole catalogue as Markdown. */
export function catalogueText(catalog: Catalog, memory = new Memory()): string {
  const { tools } = catalog;
  const sections = tools.map((tool) => memory.text('section', tool, () => section(tool)));
  const writing = tools.filter(writes).length;
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`;
  return [
    `<!-- ${OURS} -->\n\n# Tools of ${prose(catalog.name)}\n`,
    `\n${count}, ${writing === 0 ? 'none of which writes' : `${writing} of which write`}.\n`,
    `\n${matrix(tools)}`,
    `\n## Permission levels\n\n${levels(catalog)}`,
    catalog.limits.length > 0 ? `\n## Rate limits\n\n${limitTable(catalog)}` : '',
    `\n## The tools\n${sections.join('')}`,
  ].join('');
}

/** `generated/TOOLS.md` */
export const catalogue: Emitter = {
  name: 'catalogue',
  emit: (catalog, memory) => [{ path: 'TOOLS.md', text: catalogueText(catalog, memory) }],
};
