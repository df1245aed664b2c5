import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../codegen/diagnostic.js';
import { type Compiled, generate } from '../../codegen/generate.js';
import type { Input } from '../../codegen/read/index.js';
import { type Meaning, whole } from '../../codegen/whole.js';
import { isObject, type Json } from '../../src/json.js';
import { load } from '../codegen/emit/validators/load.js';
import { corpus, corpusRows } from '../corpora.js';

/** The functions and calls of BFCL v4: schemas that many people wrote by hand, and what models answered. */

interface Row {
  readonly ref: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}
interface Case {
  readonly tools: readonly string[];
  readonly calls?: readonly {
    readonly name: string;
    readonly arguments: Json;
    readonly schema_valid: boolean;
    readonly schema_error?: string;
  }[];
}

const rows = corpusRows<Row>('bfcl/tools.jsonl');
const toolName = ({ name, ref }: Row) =>
  `${name.replace(/\W/g, '_').slice(0, 47)}_${ref}`.replace(/^\d/, '_$&');

/** One file as JSON, which is YAML: a tool on every line, so that a line names its tool. */
const fileOf = (tools: readonly Row[], head: Json): string =>
  `{${JSON.stringify(head).slice(1, -1)},"tools":{\n${tools
    .map((row) => {
      const { description, parameters } = row;
      const tool = { description, effect: 'read', permission: 'all', parameters };
      return `${JSON.stringify(toolName(row))}:${JSON.stringify(tool)}`;
    })
    .join(',\n')}\n}}`;

/** A file may have a megabyte: the second half is included. */
function inputOf(tools: readonly Row[]): Input {
  const half = Math.ceil(tools.length / 2);
  const head = {
    version: 1,
    name: 'bfcl',
    permissions: { all: { public: true } },
    include: ['more.yaml'],
  };
  const more = fileOf(tools.slice(half), {}).replace('{,', '{');
  const text = fileOf(tools.slice(0, half), head);
  return { file: 'tools.yaml', text, load: () => ({ text: more }) };
}
const compileAll = (tools: readonly Row[]): Promise<Compiled> =>
  generate(inputOf(tools), { handlers: '../handlers', compiler: '0' });

/** What people who read the diagnostics would do: drop defaults that do not fit and `optional`, open bare objects. */
function mended(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(mended);
  if (!isObject(schema)) return schema;
  const { default: _, optional: __, ...rest } = schema;
  const bare = rest.type === 'object' && !rest.properties ? { additionalProperties: true } : {};
  const said = Object.entries(rest).map(([key, value]) => [key, mended(value)]);
  return { ...Object.fromEntries(said), ...bare };
}

function toolAt(tools: readonly Row[], { place }: Diagnostic): Row | undefined {
  const half = Math.ceil(tools.length / 2);
  const offset = place?.file === 'tools.yaml' ? 0 : half;
  return place && tools[offset + place.line - 2];
}

describe.skipIf(!corpus('bfcl'))('BFCL', () => {
  let refused: Map<Row, string>;
  let kept: readonly Row[];
  let emitted: Compiled;
  let compiled: Meaning;
  let beyondMending: Map<Row, string>;

  const refusals = async (tools: readonly Row[]): Promise<Map<Row, string>> => {
    const found = new Map<Row, string>();
    for (const diagnostic of (await compileAll(tools)).diagnostics) {
      const tool = diagnostic.severity === 'error' ? toolAt(tools, diagnostic) : undefined;
      if (tool && !found.has(tool)) found.set(tool, diagnostic.code);
    }
    return found;
  };
  const tally = (codes: Iterable<string>) => {
    const count: Record<string, number> = {};
    for (const code of codes) count[code] = (count[code] ?? 0) + 1;
    return count;
  };

  beforeAll(async () => {
    refused = await refusals(rows);
    const mends = rows.map((row) =>
      refused.has(row) ? { ...row, parameters: mended(row.parameters) } : row,
    );
    beyondMending = await refusals(mends.filter((_, at) => refused.has(rows[at] as Row)));
    kept = mends.filter((row) => !beyondMending.has(row));
    // What is emitted of those that were sound as they are: together.test.ts.
    compiled = await whole(inputOf(kept));
    emitted = await compileAll(kept.filter((row) => !rows.includes(row)));
  });

  test('every function compiles, or is refused for a reason', () => {
    expect(rows.length).toBe(1524);
    expect(tally(refused.values())).toEqual({
      TW2002: 20,
      TW2023: 19,
      TW2031: 8,
      TW2033: 131,
      TW2035: 1,
    });
    expect(tally(beyondMending.values())).toEqual({ TW2031: 11 });
    expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(compiled.catalog?.tools.length).toBe(kept.length);
    expect(emitted.catalog?.tools.length).toBe(refused.size - beyondMending.size);
    expect(emitted.files?.length).toBeGreaterThan(2 * (refused.size - beyondMending.size));
  });

  test('every right call passes unchanged, every wrong one is refused at the right place', () => {
    const tools = new Map(compiled.catalog?.tools.map((tool) => [tool.name, tool]));
    const byRef = new Map(rows.map((row) => [row.ref, row]));
    const count = { accepted: 0, refused: 0, withoutTool: 0, wrong: [] as string[] };
    const files = [
      'live_multiple',
      'live_parallel',
      'live_parallel_multiple',
      'live_simple',
      'multiple',
      'parallel',
      'parallel_multiple',
      'simple_java',
      'simple_javascript',
      'simple_python',
    ];
    for (const { tools: refs, calls = [] } of files.flatMap((file) =>
      corpusRows<Case>(`bfcl/${file}.jsonl`),
    ))
      for (const call of calls) {
        const row = refs.map((ref) => byRef.get(ref)).find((each) => each?.name === call.name);
        const tool = row && tools.get(toolName(row));
        if (!tool) {
          count.withoutTool += 1;
          continue;
        }
        const validate = load(tool.input);
        const before = JSON.stringify(call.arguments);
        const passes = validate(call.arguments);
        const [error] = validate.errors ?? [];
        const found = passes ? undefined : `${error?.keyword} ${error?.instancePath}`;
        if (found !== call.schema_error || JSON.stringify(call.arguments) !== before)
          count.wrong.push(`${call.name}: ${found}`);
        else if (passes) count.accepted += 1;
        else count.refused += 1;
      }
    expect(count).toEqual({ accepted: 1303, refused: 22, withoutTool: 7, wrong: [] });
  });
});
