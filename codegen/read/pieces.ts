import { posix } from 'node:path';
import type { Place } from '../diagnostic.js';
import { MAX_BYTES } from './bounds.js';
import { type Cut, cut, only, type Piece, rest } from './cut.js';
import { type Input, read, type Source } from './index.js';
import type { Text } from './input.js';

export type { Piece };

/** tools.yaml and what it includes, cut at the tools, so that some can be read without the others. */
export interface Pieces {
  readonly all: readonly Piece[];
  /** Where `tools:` stands first. */
  readonly place: Place;
  /** Everything but the tools: what each of them means depends on it. */
  readonly rest: string;
  /**
   * Reads these tools, each at its place, and nothing of the others. Undefined where they cannot be read so: a cut was
   * wrong, or something is named in one place and stands in another.
   */
  readonly read: (pieces: readonly Piece[]) => Source | undefined;
}

/** Undefined where the text has to be read as a whole. */
export function piecesOf(input: Input): Pieces | undefined {
  const cuts = cutsOf(input);
  const all = [...(cuts?.values() ?? [])].flatMap(({ pieces }) => pieces);
  const place = [...(cuts?.values() ?? [])].find(({ section }) => section)?.section?.place;
  const names = new Set(all.map(({ name }) => name));
  if (!cuts || !place || all.length === 0 || names.size < all.length) return undefined;
  return {
    all,
    place,
    rest: JSON.stringify([...cuts].map(([path, each]) => [path, rest(each)])),
    read: (pieces) => {
      const source = readOnly(new Set(pieces), input, cuts);
      return source && standsAs(source, pieces) ? source : undefined;
    },
  };
}

type Cuts = ReadonlyMap<string, Cut>;
const MAIN = '';

/** Every file by its path. Undefined where one of them cannot be read, or cut. */
function cutsOf(input: Input): Cuts | undefined {
  const cuts = new Map<string, Cut>();
  let sound = true;
  const add = (path: string, file: string, { text }: Text): Text => {
    const found = Buffer.byteLength(text) > MAX_BYTES ? undefined : cut(file, text);
    sound &&= found !== undefined;
    if (!found) return { text };
    cuts.set(path, found);
    return only(new Set(), found);
  };
  const load: Input['load'] = (path) => {
    const loaded = input.load(path);
    sound &&= 'text' in loaded;
    const file = posix.join(posix.dirname(input.file), path);
    return 'error' in loaded ? loaded : add(path, file, loaded);
  };
  const main = add(MAIN, input.file, input);
  if (sound && main.text.includes('include')) read({ file: input.file, ...main, load });
  return sound ? cuts : undefined;
}

/** Reads the input with these pieces alone. Undefined where it asks for a file that nobody knew of. */
function readOnly(kept: ReadonlySet<Piece>, input: Input, cuts: Cuts): Source | undefined {
  let known = true;
  const load = (path: string) => {
    const found = cuts.get(path);
    known &&= found !== undefined;
    return found ? only(kept, found) : { text: '' };
  };
  const source = read({ file: input.file, ...load(MAIN), load });
  return known ? source : undefined;
}

/** Whether the tools that were read are these pieces, where these pieces stand. */
function standsAs({ root, aliased }: Source, pieces: readonly Piece[]): boolean {
  const tools = root?.get('tools')?.entries() ?? [];
  const expected = new Map(pieces.map((piece) => [piece.name, piece.place]));
  return (
    !aliased &&
    tools.length === pieces.length &&
    tools.every(([name, { keyPlace }]) => {
      const place = expected.get(name);
      return place?.file === keyPlace.file && place.line === keyPlace.line;
    })
  );
}
