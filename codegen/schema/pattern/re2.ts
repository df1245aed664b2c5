import type { Pattern } from './parse.js';
import type { CharSet } from './set.js';
import { Unsupported } from './unsupported.js';

/** The most that RE2 repeats. */
const MOST = 1000;

const hex = (code: number): string => `\\x{${code.toString(16)}}`;

function property(name: string): string {
  const [, key, value = ''] = /^(?:(\w+)=)?(\w+)$/.exec(name) ?? [];
  const known = key === undefined || ['Script', 'sc', 'General_Category', 'gc'].includes(key);
  if (!known || value === '') throw new Unsupported(`RE2 has no \\p{${name}}`);
  return `\\p{${value}}`;
}

function set({ ranges, properties, negated }: CharSet): string {
  const parts = [
    ...ranges.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}-${hex(high)}`)),
    ...properties.map(property),
  ];
  // An empty class is written as what no character is.
  if (parts.length === 0)
    return negated ? `[${hex(0)}-${hex(0x10ffff)}]` : `[^${hex(0)}-${hex(0x10ffff)}]`;
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}

function bounds(least: number, most: number): string {
  const endless = most === Number.POSITIVE_INFINITY;
  if (least > MOST || (!endless && most > MOST))
    throw new Unsupported(`it repeats more than ${MOST} times; use maxLength`);
  return `{${least},${endless ? '' : most}}`;
}

const zeroWidth = { start: '\\A', end: '\\z', word: '\\b', notWord: '\\B' } as const;

/** The pattern in the syntax of RE2, meaning what it means in JavaScript: every class is spelt out. */
export function toRe2(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'set':
      return set(pattern.set);
    case 'sequence':
      return pattern.of
        .map((each) => (each.kind === 'choice' ? `(?:${toRe2(each)})` : toRe2(each)))
        .join('');
    case 'choice':
      return pattern.of.map(toRe2).join('|');
    case 'repeat':
      return `(?:${toRe2(pattern.of)})${bounds(pattern.least, pattern.most)}`;
    default:
      return zeroWidth[pattern.kind];
  }
}
