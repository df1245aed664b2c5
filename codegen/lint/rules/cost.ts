import { sentTo } from '../../emit/provider/index.js';
import { finding, type Rule, toolsOf } from '../rule.js';

const MOST_TOKENS = 800;

export const cost: Rule = function* (about) {
  const { tokenizer, catalog } = about;
  const sent = sentTo('openai-chat', catalog.tools);
  for (const [tool, node] of toolsOf(about)) {
    const tokens = tokenizer.count(JSON.stringify(sent.get(tool.name)));
    const values = { tool: tool.name, tokens, most: MOST_TOKENS };
    const about = tokenizer.exact ? '' : 'about ';
    if (tokens > MOST_TOKENS) yield finding('TW6009', node.keyPlace, { ...values, about }, node);
  }
};
