import { isTrue, textOf } from '../../lower/value.js';
import type { Rule } from './rule.js';

export const retries: Rule = (about) => {
  for (const [name, tool] of about.file.tools) {
    const retry = tool.get('retry');
    const effect = textOf(about.part(tool.get('effect')));
    if (!retry || effect === undefined || effect === 'read') continue;
    if (!isTrue(tool.get('idempotent')))
      about.add('TW3027', retry.keyPlace, { tool: name, effect });
  }
};
