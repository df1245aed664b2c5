import type { Diagnostic } from '../diagnostic.js';
import { safe } from './cells.js';

/** A workflow command of GitHub Actions: shown at the line in a pull request. */
export function github({ severity, code, message, why, help, place }: Diagnostic): string {
  const where = place
    ? `file=${property(place.file)},line=${place.line},col=${place.column},endColumn=${place.column + place.length},`
    : '';
  const lines = `${message}\n${why}\n${help}`.split('\n').map(safe);
  return `::${severity} ${where}title=${property(code)}::${data(lines.join('\n'))}\n`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
