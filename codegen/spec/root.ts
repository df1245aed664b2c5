import { chain, steps } from './chain.js';
import { level } from './level.js';
import { rateLimit } from './limit.js';
import { choice, identifier, list, may, must, name, names, record, slug, text } from './spec.js';
import { maxResult, timeout, tool } from './tool.js';

const defaults = record({
  timeout: may(timeout, 'How long a handler may take. Default: `10s`.', '10s'),
  max_result: may(
    maxResult,
    'The largest result that the model reads. 1 kB is 1000 bytes. Default: `32kB`.',
    '32kB',
  ),
  sanitize: may(
    chain,
    'What is done to every string parameter that does not say otherwise.',
    'safe_text',
  ),
});

/** The language of tools.yaml. */
export const root = record({
  version: must(choice(1), 'The version of the language: 1.'),
  name: must(name('the name of the toolset', slug), 'The name of the toolset.', 'support-desk'),
  include: may(
    list(text(), 0),
    'Files below this one that hold more tools, schemas, permissions, rate limits and sanitizers.',
    ['tools/mail.yaml'],
  ),
  defaults: may(defaults, 'Applied where a tool is silent.'),
  schemas: may(names({ kind: 'schema' }), "Shared JSON Schemas: `$ref: '#/schemas/Email'`."),
  permissions: must(names(level, identifier, 1), 'Levels of permission; every tool names one.'),
  rate_limits: may(names(rateLimit), 'Rate limits that tools name.'),
  sanitizers: may(names(steps), 'Chains of transforms and checks: transforms run first, in order.'),
  tools: must(names(tool, identifier, 1), 'The tools.'),
});
