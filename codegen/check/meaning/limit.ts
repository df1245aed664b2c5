import { limitUses } from '../../lower/limit.js';
import { numberOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import type { About, Rule } from './rule.js';

export const bursts: Rule = (about) => {
  for (const [limit, node] of about.file.limits) {
    const burst = about.part(node.get('burst'));
    const [value, most] = [numberOf(burst), numberOf(node.get('limit'))];
    if (burst && value !== undefined && most !== undefined && value > most)
      about.add('TW3025', burst.place, { limit, burst: value, most });
    checkCost(about, limit, node, node.get('cost'));
  }
};

export const costs: Rule = (about) => {
  for (const tool of about.file.tools.values())
    for (const { name, node } of limitUses(tool)) {
      const limit = about.file.limits.get(name);
      const use = useOf(tool, node);
      if (limit) checkCost(about, name, limit, use?.get('cost'));
    }
};

/** The `{ use, cost }` that a name of a limit stands in. */
const useOf = (tool: SourceNode, name: SourceNode): SourceNode | undefined =>
  tool
    .get('rate_limit')
    ?.items()
    .find((item) => item.path.at(-1) === name.path[3]);

function checkCost(about: About, name: string, limit: SourceNode, node: SourceNode | undefined) {
  const cost = numberOf(node);
  const most = numberOf(limit.get('burst')) ?? numberOf(limit.get('limit'));
  if (node && cost !== undefined && most !== undefined && cost > most)
    about.add('TW3026', node.place, { limit: name, cost, most });
}
