/**
 * The URL as the URL Standard reads it, or undefined. Not `URL.canParse`: on Node 20 and 22 that finds no URL in
 * `https://bücher.example/` after some thousand calls, for its fast path reads Latin-1 as UTF-8.
 */
export function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
