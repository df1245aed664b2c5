import type { Row, SqlValue } from './statement.js';

/**
 * JavaScript strings hold what databases do not: PostgreSQL refuses U+0000, SQLite may end a text there, so that one
 * tenant would read as another, and half a surrogate pair becomes U+FFFD. Such units are stored as a mark and four hex
 * digits. The mark is a noncharacter, which no text for people holds, and is written so itself.
 */
const MARK = '\ufdd0';
const UNSTORABLE = /[\0\ufdd0\ud800-\udfff]/gu;
const MARKED = /\ufdd0([0-9a-f]{4})/g;

/** `search` and not `test`: a pattern for all of them keeps its place. */
export const stored = (value: SqlValue): SqlValue =>
  typeof value === 'string' && value.search(UNSTORABLE) !== -1
    ? value.replace(UNSTORABLE, (unit) => MARK + unit.charCodeAt(0).toString(16).padStart(4, '0'))
    : value;

export function read(row: Row): Row {
  if (!Object.values(row).some(isMarked)) return row;
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    isMarked(value)
      ? value.replace(MARKED, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      : value,
  ]);
  return Object.fromEntries(entries);
}

const isMarked = (value: unknown): value is string =>
  typeof value === 'string' && value.includes(MARK);
