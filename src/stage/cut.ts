import { isObject, type Json } from '../json.js';

/**
 * A value as JSON of at most `maxBytes` UTF-8 bytes. Where it is longer, long texts and lists are cut and say so; it
 * stays valid JSON: a list ends with `{"truncated":{"omitted":n}}`, an object gets a member `truncated`.
 */
export function cut(value: Json, maxBytes: number): string {
  const whole = JSON.stringify(value);
  if (fits(whole, maxBytes)) return whole;
  for (let keep = MOST_KEPT; keep >= 1; keep = Math.floor(keep / 2)) {
    const text = JSON.stringify(shortened(value, keep));
    if (fits(text, maxBytes)) return better(value, keep, text, maxBytes);
  }
  return '{"truncated":true}';
}

const MOST_KEPT = 4096;

/** Between what fits and twice as much, which did not: three looks come within an eighth. */
function better(value: Json, fitting: number, found: string, maxBytes: number): string {
  let text = found;
  let low = fitting;
  let high = fitting * 2;
  for (let look = 0; look < 3 && high - low > 1; look++) {
    const keep = Math.floor((low + high) / 2);
    const longer = JSON.stringify(shortened(value, keep));
    if (fits(longer, maxBytes)) [low, text] = [keep, longer];
    else high = keep;
  }
  return text;
}

/** No character takes more than three bytes a UTF-16 unit, so most texts need no counting. */
const fits = (text: string, maxBytes: number): boolean =>
  text.length * 3 <= maxBytes || (text.length <= maxBytes && bytes(text) <= maxBytes);

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** How many characters a text keeps for each item a list keeps. */
const CHARACTERS = 8;

function shortened(value: Json, keep: number): Json {
  if (typeof value === 'string') return shortText(value, keep * CHARACTERS);
  if (Array.isArray(value)) return shortList(value, keep);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const kept = keys.slice(0, keep).map((key) => [key, shortened(value[key] as Json, keep)]);
  const omitted = keys.length - kept.length;
  return Object.fromEntries(omitted > 0 ? [...kept, ['truncated', { omitted }]] : kept);
}

function shortList(list: readonly Json[], keep: number): Json {
  const kept = list.slice(0, keep).map((each) => shortened(each, keep));
  const omitted = list.length - kept.length;
  return omitted > 0 ? [...kept, { truncated: { omitted } }] : kept;
}

function shortText(text: string, keep: number): string {
  if (text.length <= keep) return text;
  // Not through the middle of a character.
  const kept = text.slice(0, keep).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… [truncated: ${text.length - kept.length} characters omitted]`;
}
