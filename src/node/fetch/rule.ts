import { parseUrl } from '../../rules/url/parse.js';
import { type UrlCheck, type UrlOptions, url } from '../../rules/url.js';
import type { Context } from '../../tool.js';
import { FetchRefused } from './refused.js';

/** What every URL on the way must satisfy. */
export interface FetchRule {
  /** Throws where a URL may not be called. */
  check(url: string): void;
  readonly publicOnly: boolean;
}

/** The rules that tools.yaml puts on the argument, where the call knows it; else the one that is given. */
export function ruleOf(
  value: string,
  context: Pick<Context, 'checksOf'> | undefined,
  given: UrlOptions | undefined,
): FetchRule {
  const checks = context && !given ? declared(value, context) : [url(given)];
  return {
    publicOnly: checks.some(({ options }) => options.private_addresses !== 'allow'),
    check(text) {
      const { host = 'the URL', protocol = '' } = parseUrl(text) ?? {};
      for (const check of checks) {
        const verdict = check.run(text, { root: '/' });
        if (verdict.effect !== 'pass')
          throw new FetchRefused('url', host, 'message' in verdict ? verdict.message : undefined);
      }
      if (protocol !== 'https:' && protocol !== 'http:')
        throw new FetchRefused('url', host, 'must start with https:// or http://');
    },
  };
}

function declared(value: string, context: Pick<Context, 'checksOf'>): readonly UrlCheck[] {
  const checks = context.checksOf(value).filter(isUrlCheck);
  if (checks.length > 0) return checks;
  throw new TypeError(
    'no argument of this call that has a `url` rule is this URL: pass the argument as it came, or give a `rule`',
  );
}

const isUrlCheck = (check: { readonly name: string }): check is UrlCheck => check.name === 'url';
