/**
 * Whatever a terminal would act on or not show: controls, separators, format characters such as bidi marks and tags.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

/** One line that shows all there is: in JSON text, what is read back is the same. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
