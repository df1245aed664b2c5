/** The shortest part of a text in base64 that is looked for: shorter ones stand in other words, too. */
const SHORTEST = 5;

/** How a text stands in others, escapes aside: as it is, in a form, and in base64, alone or with something around it. */
export const spellings = (text: string): readonly string[] => [
  text,
  ...(text.includes(' ') ? [text.replaceAll(' ', '+')] : []),
  ...inBase64(text),
];

function inBase64(text: string): readonly string[] {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  const found = [btoa(bytes), ...[0, 1, 2].map((before) => within(bytes, before))];
  return found
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((each) =>
      /[+/]/.test(each) ? [each, each.replaceAll('+', '-').replaceAll('/', '_')] : [each],
    );
}

/** Three bytes are four characters: those that say nothing of the bytes around, where so many stand before. */
const within = (bytes: string, before: number): string =>
  btoa('\0'.repeat(before) + bytes).slice(
    Math.ceil((before * 8) / 6),
    Math.floor(((before + bytes.length) * 8) / 6),
  );
