import { isObject, type JsonObject } from '../../src/json.js';
import type { Catalog, LevelIr, ToolIr } from '../ir.js';
import type { Emitter } from './emitter.js';
import { code, prose, table } from './markdown.js';
import { OURS } from './printer.js';
import { resolve, typeWords } from './type-words.js';
import { approval, bytes, digits, duration, limit, tightened, who } from './wording.js';

const limits = (tool: ToolIr): string => tool.limits.map((each) => limit(each, code)).join('; ');
const link = (tool: ToolIr): string => `[${code(tool.name)}](#${tool.name.toLowerCase()})`;

function matrix(tools: readonly ToolIr[]): string {
  const head = ['Tool', 'What it does', 'Effect', 'Permission', 'Approval', 'Rate limits'];
  const rows = tools.map((tool) => [
    link(tool),
    prose(tool.description),
    tool.effect,
    [code(tool.permission.name), ...tightened(tool, code)].join('; '),
    approval(tool.permission.approval, code),
    limits(tool),
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
    approval(level.approval, code) || 'none',
    toolsOf(level) || 'none',
  ]);
  return table(['Level', 'Meaning', 'Who may call', 'Approval', 'Tools'], rows);
}

const OUTAGE = {
  deny: 'calls are refused',
  local_share: 'each process counts for itself',
  allow: 'calls go on',
};

function limitTable(catalog: Catalog): string {
  const uses = (name: string): string =>
    catalog.tools
      .filter((tool) => tool.limits.some((each) => each.name === name))
      .map(link)
      .join(', ');
  const rows = catalog.limits.map((each) => [
    code(each.name),
    limit(each, code),
    OUTAGE[each.onOutage],
    uses(each.name) || 'none',
  ]);
  return table(['Limit', 'How much', 'While its store is down', 'Tools'], rows);
}

/** Properties of an object schema as rows: name, type, needed or not, default, description. */
function fields(schema: JsonObject, needed: string): string {
  const { properties, required } = resolve(schema, schema);
  if (!isObject(properties) || Object.keys(properties).length === 0) return '';
  const names = Array.isArray(required) ? required : [];
  const rows = Object.entries(properties).map(([name, written]) => {
    const field = isObject(written) ? resolve(written, schema) : {};
    const fallback =
      field.default === undefined ? '' : `, default ${code(JSON.stringify(field.default))}`;
    const text = typeof field.description === 'string' ? prose(field.description) : '';
    const must = names.includes(name) ? 'yes' : 'no';
    return [code(name), typeWords(field, schema, code) + fallback, must, text];
  });
  return `\n${table([needed, 'Type', needed === 'Result' ? 'Always' : 'Required', 'Meaning'], rows)}`;
}

const list = (lines: readonly (string | false | undefined)[]): string =>
  lines
    .filter(Boolean)
    .map((each) => `- ${each}\n`)
    .join('');

function facts(tool: ToolIr): string {
  const ask = approval(tool.permission.approval, code);
  return list([
    tool.deprecated !== undefined && `**Deprecated.** ${prose(tool.deprecated)}`,
    `Effect: ${tool.effect}${tool.idempotent && tool.effect !== 'read' ? ', may be run again' : ''}`,
    `Permission: ${[code(tool.permission.name), who(tool.permission, code), ...tightened(tool, code)].join('; ')}`,
    ask !== '' && `Approval: ${ask}`,
    tool.limits.length > 0 && `Rate limits: ${limits(tool)}`,
    tool.idempotencyKey &&
      `A repeat with the same ${code(tool.idempotencyKey.key.source)} within ${duration(tool.idempotencyKey.ttlMs)} gets the first answer`,
    tool.exclusive && `One after another for the same ${code(tool.exclusive.source)}`,
    tool.concurrency !== undefined && `At most ${digits(tool.concurrency)} at work in one process`,
    ...Object.entries(tool.bind).map(
      ([name, from]) =>
        `${code(name)} is filled in from ${code(from.source)}; the model never sees it`,
    ),
    `Time: at most ${duration(tool.timeoutMs)}${tool.retry ? `, up to ${tool.retry.attempts} attempts` : ''}`,
    `Result: at most ${bytes(tool.maxResultBytes)}`,
  ]);
}

function section(tool: ToolIr): string {
  const errors = Object.entries(tool.errors).map(
    ([name, { message }]) => `${code(name)}: ${prose(message)}`,
  );
  return [
    `\n### ${tool.name}\n\n${prose(tool.description)}\n\n${facts(tool)}`,
    fields(tool.input, 'Parameter'),
    tool.result ? fields(tool.result, 'Result') : '',
    errors.length > 0 ? `\nErrors:\n\n${list(errors)}` : '',
  ].join('');
}

/** The whole catalogue as Markdown. */
export function catalogueText(catalog: Catalog): string {
  const { tools } = catalog;
  const writing = tools.filter(({ effect }) => effect !== 'read').length;
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`;
  return [
    `<!-- ${OURS} -->\n\n# Tools of ${prose(catalog.name)}\n`,
    `\n${count}, ${writing === 0 ? 'none of which writes' : `${writing} of which write`}.\n`,
    `\n${matrix(tools)}`,
    `\n## Permission levels\n\n${levels(catalog)}`,
    catalog.limits.length > 0 ? `\n## Rate limits\n\n${limitTable(catalog)}` : '',
    `\n## The tools\n${tools.map(section).join('')}`,
  ].join('');
}

/** `generated/TOOLS.md` */
export const catalogue: Emitter = {
  name: 'catalogue',
  emit: (catalog) => [{ path: 'TOOLS.md', text: catalogueText(catalog) }],
};
