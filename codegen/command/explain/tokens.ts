import type { Caller } from '../../../src/contract.js';
import { byCodeUnit } from '../../../src/json.js';
import { visible } from '../../../src/permission.js';
import { sentTo } from '../../emit/provider/index.js';
import type { Catalog } from '../../ir.js';
import { rulesOf } from '../../rules.js';
import type { Tokenizer } from '../../tokens.js';

/** MCP is no provider: its client sends the tools on, in its own way. */
export const counted = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const;

/** What the tools of one caller cost in every request. */
export interface TokenRow {
  readonly who: string;
  readonly tools: number;
  readonly tokens: Readonly<Record<(typeof counted)[number], number>>;
}

export interface TokenTable {
  readonly tokenizer: Pick<Tokenizer, 'exact' | 'name'>;
  readonly rows: readonly TokenRow[];
}

type Asker = Caller | null;
const signedIn = (roles: readonly string[]): Caller => ({
  id: 'somebody',
  roles,
  scopes: [],
  attributes: {},
});

/**
 * Tokens of the tools in a request, as minified JSON: of all tools, and of those that the caller sees, or somebody
 * with each role that a level names.
 */
export function tokenTable(
  catalog: Catalog,
  caller: Asker | undefined,
  { exact, name, count }: Tokenizer,
): TokenTable {
  const costs = counted.map((provider) => {
    const sent = [...sentTo(provider, catalog.tools)];
    return new Map(sent.map(([tool, json]) => [tool, count(JSON.stringify(json))] as const));
  });
  const row = (who: string, tools: Catalog['tools']): TokenRow => {
    const sum = (cost: ReadonlyMap<string, number>) =>
      tools.reduce((all, tool) => all + (cost.get(tool.name) ?? 0), 0);
    const tokens = Object.fromEntries(
      counted.map((provider, at) => [provider, sum(costs[at] ?? new Map())]),
    ) as TokenRow['tokens'];
    return { who, tools: tools.length, tokens };
  };
  const seenBy = (asker: Asker) => catalog.tools.filter((tool) => visible(rulesOf(tool), asker));
  const askers = askersOf(catalog, caller).map(([who, asker]) => row(who, seenBy(asker)));
  return { tokenizer: { exact, name }, rows: [row('all tools', catalog.tools), ...askers] };
}

function askersOf({ levels }: Catalog, caller: Asker | undefined): readonly [string, Asker][] {
  if (caller !== undefined) return [['this caller', caller]];
  const roles = [...new Set(levels.flatMap((level) => level.roles ?? []))].sort(byCodeUnit);
  return [
    ['nobody signed in', null],
    ['signed in', signedIn([])],
    ...roles.map((role): [string, Asker] => [`role ${role}`, signedIn([role])]),
  ];
}

export const tokenHead = ['Tokens a request', 'Tools', ...counted];
export const tokenCells = ({ who, tools, tokens }: TokenRow): string[] => [
  who,
  String(tools),
  ...counted.map((provider) => String(tokens[provider])),
];

/** What the figures are worth. */
export const tokenNote = ({ tokenizer: { exact, name } }: TokenTable): string =>
  exact
    ? `Counted with ${name}, the tokenizer of OpenAI; other providers count a little otherwise.`
    : 'Estimated, a token for four bytes: `npm install --save-dev gpt-tokenizer` counts them.';
