const words = {
  url: 'breaks the rule for URLs',
  address: 'leads to an address that is not on the public internet',
  downgrade: 'redirects from https to http',
  redirects: 'redirects more often than it may',
  size: 'answers with more bytes than it may',
} as const;

/**
 * What a URL or a redirect broke: the rule (`url`), public addresses alone (`address`), no way from https to http
 * (`downgrade`), `maxRedirects` or `maxBytes` (`size`).
 */
export type RefusedReason = keyof typeof words;

/** `safeFetch` went no further: nothing was sent to the host named in the message (`size`: the answer is dropped). */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';
  readonly reason: RefusedReason;

  constructor(reason: RefusedReason, what: string, detail?: string) {
    super(`${what} ${words[reason]}${detail === undefined ? '' : `: it ${detail}`}`);
    this.reason = reason;
  }
}
