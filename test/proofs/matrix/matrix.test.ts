import { describe, expect, test } from 'vitest';
import { tools } from '../../../generated/index.js';
import type { JsonObject } from '../../../src/json.js';
import type { AnyTool, ProviderName } from '../../../src/tool.js';
import { callers, compiledDesk, type Who } from '../desk.js';

/**
 * Row 4 of the requirements: "permission matrix: actor × tool × group × scope generated from tools.yaml: 100 % of cells
 * asserted; every policy rule reached by ≥ 1 allow and ≥ 1 deny case"; the scopes are in scopes.test.ts beside this.
 * Row 8: "tools a principal may not use are not offered to the model: generated provider schemas per role: exact set
 * equality."
 *
 * hidden: not shown to the model, and answered as unknown. denied: shown, refused for these arguments.
 * failed: a condition could not be evaluated (the caller has no customer id), which denies. asks: a person must agree
 * first. runs: the handler runs.
 */
const table = `
call                    nobody  user    customer  agent   supervisor  admin
access_audit_logs       hidden  hidden  hidden    hidden  hidden      asks
create_ticket           hidden  asks    asks      asks    asks        asks
delete_user             hidden  hidden  hidden    hidden  hidden      asks
get_user_profile        hidden  runs    runs      runs    runs        runs
get_weather             hidden  runs    runs      runs    runs        runs
list_items              hidden  runs    runs      runs    runs        runs
modify_permissions      hidden  hidden  hidden    hidden  hidden      asks
refund_order small      hidden  failed  runs      runs    failed      failed
refund_order large      hidden  failed  asks      asks    failed      failed
refund_order of_others  hidden  failed  denied    runs    failed      failed
search_documents        hidden  runs    runs      runs    runs        runs
send_email              hidden  asks    asks      asks    asks        asks
update_record           hidden  asks    asks      asks    asks        asks
`;
type Verdict = 'hidden' | 'denied' | 'failed' | 'asks' | 'runs';

const variants: Record<string, JsonObject> = {
  small: { amount: 100 },
  large: { amount: 100.01 },
  of_others: { customer_id: 'usr_205' },
};

const [head = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split(/ {2,}/));
const cells = rows.flatMap(([call = '', ...verdicts]) =>
  verdicts.map((verdict, at): [string, Who, Verdict] => [
    call,
    head[at + 1] as Who,
    verdict as Verdict,
  ]),
);
const all: Readonly<Record<string, AnyTool>> = tools.tools;
const visible = (who: Who) =>
  [
    ...new Set(
      cells.flatMap(([call, of, verdict]) => (of === who && verdict !== 'hidden' ? [call] : [])),
    ),
  ]
    .map((call) => call.split(' ')[0] as string)
    .filter((name, at, list) => list.indexOf(name) === at);

test('the table names every tool of tools.yaml, for every caller', () => {
  expect([...new Set(rows.map(([call = '']) => call.split(' ')[0]))]).toEqual(
    Object.keys(all).sort(),
  );
  expect(head.slice(1)).toEqual(Object.keys(callers));
  expect(cells).toHaveLength(rows.length * Object.keys(callers).length);
});

function callOf(row: string) {
  const [name = '', variant = ''] = row.split(' ');
  const args = { ...(all[name]?.contract.examples?.[0] as JsonObject), ...variants[variant] };
  return { id: 'call_1', name, arguments: JSON.stringify(args) };
}

test.each(cells)('%s by %s: %s', async (row, who, verdict) => {
  const { runtime, ran } = compiledDesk();
  const call = callOf(row);
  const outcome = await runtime.run(call, { caller: callers[who] });
  const explained = await compiledDesk().runtime.explain(call, callers[who]);
  expect(explained.visible).toBe(verdict !== 'hidden');
  expect(ran).toEqual(verdict === 'runs' ? [call.name] : []);
  expect(explained.effect).toBe({ runs: 'allow', asks: 'ask' }[verdict as string] ?? 'deny');
  if (verdict === 'asks') expect(outcome.status).toBe('pending');
  if (verdict === 'hidden') expect(outcome.text).toContain('tool_not_found');
  if (verdict === 'denied') expect(outcome.text).toContain('permission_denied');
  if (verdict === 'failed') expect(outcome.text).toContain('policy_failed');
});

describe.each(Object.keys(callers) as Who[])('%s', (who) => {
  const { runtime } = compiledDesk();
  test('is shown exactly the tools of the table', () => {
    expect(runtime.toolsFor(callers[who]).map(({ name }) => name)).toEqual(visible(who));
  });
  test.each<ProviderName>(['openai-chat', 'openai-responses', 'anthropic', 'gemini', 'mcp'])(
    'and so is their model by %s, byte for byte what was generated',
    async (provider) => {
      const shown = await runtime.providerTools(provider, callers[who]);
      const generated = (await tools.providers[provider]()).tools;
      const wanted = generated.filter(({ name }) => visible(who).includes(name));
      expect(wanted.map(({ name }) => name)).toEqual(visible(who));
      expect(JSON.stringify(shown)).toBe(JSON.stringify(wanted.map(({ tool }) => tool)));
    },
  );
});

const levels = [...new Set(Object.values(all).map(({ contract }) => contract.permission.name))];
test.each(levels)('the level %s is reached by an allow and by a deny', (level) => {
  const reached = cells.flatMap(([row, , verdict]) =>
    all[row.split(' ')[0] as string]?.contract.permission.name === level ? [verdict] : [],
  );
  expect(reached.some((verdict) => verdict === 'runs' || verdict === 'asks')).toBe(true);
  expect(reached.some((verdict) => verdict === 'hidden' || verdict === 'denied')).toBe(true);
});

const conditions = ['allow', 'forbid'] as const;
test('every condition of a tool is reached by an allow and by a deny', () => {
  const withOwn = Object.values(all).filter(({ contract }) =>
    conditions.some((each) => contract[each]),
  );
  for (const { contract } of withOwn) {
    const reached = cells.flatMap(([row, , verdict]) =>
      row.startsWith(contract.name) ? [verdict] : [],
    );
    expect(reached).toContain('runs');
    expect(reached).toContain('denied');
  }
  expect(withOwn).not.toEqual([]);
});
