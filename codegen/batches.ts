import type { Piece } from './read/pieces.js';

/** So long is the text of a batch, in UTF-16 units: ten tools or so, which are gone before the next ones come. */
const BATCH = 10_000;
/** And so many times as long as what stands beside the tools, for that is read again with each batch. */
const TIMES = 4;

export const batchLength = (rest: string): number => Math.max(BATCH, TIMES * rest.length);

/** Tools in their order, each batch just as long as it has to be. */
export function batchesOf(pieces: readonly Piece[], length: number): readonly (readonly Piece[])[] {
  const batches: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (room <= 0) {
      batches.push([]);
      room = length;
    }
    batches.at(-1)?.push(piece);
    room -= piece.text.length;
  }
  return batches;
}
