import { createHash } from 'node:crypto';

/** In lower-case hex, of the text's UTF-8 bytes. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
