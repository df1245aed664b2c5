import { checkSteps, transformSteps } from '../sanitize/steps.js';
import {
  choice,
  either,
  integer,
  list,
  may,
  must,
  name,
  oneOf,
  record,
  type Spec,
  text,
} from './spec.js';

const pathRule = record({
  root: must(
    text(),
    'The folder that paths stay under, relative to the root of the runtime.',
    'reports',
  ),
});

const urlRule = record({
  schemes: may(list(text(20)), 'Schemes that are allowed. Default: `https` alone.', ['https']),
  hosts: may(
    list(text(253)),
    'Hosts that are allowed; `*.example.com` is every name below it. Default: any.',
    ['hooks.example.com'],
  ),
  ports: may(list(integer(1, 65_535)), 'Ports that are allowed. Default: any.', [443]),
  private_addresses: may(
    choice('deny', 'allow'),
    'Addresses of private networks. Default: `deny`.',
  ),
});

const patterns = list(text(1000));
const named: Spec = {
  ...name('the name of a sanitizer'),
  examples: [...transformSteps, ...checkSteps],
};

const rule = oneOf({
  invisible: may(
    choice('strip', 'reject', 'flag'),
    'Characters that cannot be seen, where no script or emoji needs them: dropped, refused, or marked.',
  ),
  patterns: may(patterns, 'RE2 patterns, matched anywhere: a match is marked in the audit log.', [
    '<script>',
  ]),
  flag: may(
    either(named, patterns),
    'Patterns, or a sanitizer that holds some: a match is marked.',
  ),
  reject: may(
    either(named, patterns),
    'Patterns, or a sanitizer that holds some: a match is refused.',
  ),
  path: may(pathRule, 'A relative path that stays under a folder.', { root: 'reports' }),
  url: may(urlRule, 'A URL that may be called.', { hosts: ['hooks.example.com'] }),
});

/** One step of a chain: a transform, a check, another sanitizer, or a rule with its options. */
export const step = either(named, rule);

/** What `sanitize` takes: a name, or a list of steps. */
export const chain = either(named, list(step));

export const steps = list(step);
