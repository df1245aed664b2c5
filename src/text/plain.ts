/** Anything but printable ASCII and JSON's white space, or an escape that may stand for it. */
const NOT_PLAIN = /[^\t\n\r\x20-\x5b\x5d-\x7e]/;

/** A JSON text whose strings are all printable ASCII: nothing is hidden in them, nothing can be composed. */
export const isPlain = (json: string): boolean => !NOT_PLAIN.test(json);

/** The steps of a sanitizer that find nothing in printable ASCII and leave it as it is. */
export const idleOnPlain: ReadonlySet<unknown> = new Set([
  'strip_control',
  'strip_invisible',
  'nfc',
  'invisible',
  'invisible_flag',
]);
