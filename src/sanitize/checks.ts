import type { Check, Verdict } from '../shape.js';
import { misplacedInvisible } from '../text/invisible.js';

const pass: Verdict = { effect: 'pass' };
const reject = (message: string): Verdict => ({ effect: 'reject', message });

function invisible(effect: 'flag' | 'reject', value: string): Verdict {
  const found = misplacedInvisible(value);
  if (found === undefined) return pass;
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return effect === 'flag'
    ? { effect, reason: `U+${code}` }
    : reject(`must not hold hidden characters (U+${code}); write the text without them`);
}

const ATOM = "[\\w!#$%&'*+/=?^`{|}~-]+";
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/**
 * One address as RFC 5321 §4.1.2 writes it without quotes: no display name, no list, no comment, ASCII. None that a
 * mail program would take for an option, and no IP address without its brackets for a domain.
 */
const ADDRESS = new RegExp(`^(?!-)${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`, 'i');
const isAddress = (value: string): boolean =>
  value.length <= 254 && value.indexOf('@') <= 64 && ADDRESS.test(value);

/** 63 characters: the shortest limit of the databases in use (PostgreSQL). */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/**
 * `<` where the HTML tokenizer leaves text (HTML Standard §13.2.5.6: before a letter, `/`, `!` or `?`), and any
 * reference that decodes to `<`, for the reader who decodes once more.
 */
const MARKUP = /<[a-z/!?]|&#0*60(?!\d)|&#x0*3c(?![0-9a-f])/i;
/** The two names of `<` that need no semicolon: `&Lt` is no third, so Smith&Ltd is a company. */
const NAMED = /&(?:lt|LT)/;

const test = (passes: (value: string) => boolean, message: string) => {
  const refused = reject(message);
  return (value: string): Verdict => (passes(value) ? pass : refused);
};

const table: Readonly<Record<string, (value: string) => Verdict>> = {
  /** Refuses invisible characters where no script or emoji needs them. */
  invisible: (value) => invisible('reject', value),
  /** The same, marked in the audit log and let through. */
  invisible_flag: (value) => invisible('flag', value),
  /** One plain e-mail address. */
  email: test(isAddress, 'must be one plain e-mail address, like ada@example.com'),
  /** A name that needs no quoting in code or SQL. */
  identifier: test(
    (value) => IDENTIFIER.test(value),
    'must be an identifier: letters, digits and _, not starting with a digit, at most 63 characters',
  ),
  /** Text that stays text in the body of an HTML page. It does not make text safe inside a tag or a script. */
  html: test(
    (value) => !MARKUP.test(value) && !NAMED.test(value),
    'must not hold HTML tags, comments or an encoded <',
  ),
};

/** Tests of a final string, by the name tools.yaml gives them. */
export const checks: Readonly<Record<string, Check>> = Object.fromEntries(
  Object.entries(table).map(([name, run]) => [name, { name, run }]),
);
