import { batchesOf, batchLength } from './batches.js';
import { checkAcross } from './check/across.js';
import { checkEach } from './check/index.js';
import { checkLevelTexts } from './check/level-texts.js';
import type { Diagnostic } from './diagnostic.js';
import { limitsOfEach, strictBudget } from './emit/provider/limits.js';
import type { ToolIr } from './ir.js';
import { catalogOf, lowerTools } from './lower/index.js';
import { keyOf, type Memory } from './memory.js';
import type { Input, Source } from './read/index.js';
import { type Piece, type Pieces, piecesOf } from './read/pieces.js';
import type { Meaning } from './whole.js';

/**
 * Reads the tools a batch at a time, and those not at all whose text is known: an edit changes one of a thousand, and
 * a thousand as one tree take hundreds of megabytes. Undefined where the file has to be read as a whole.
 */
export async function piecemeal(
  input: Input,
  memory: Memory,
  length?: number,
): Promise<Meaning | undefined> {
  const pieces = piecesOf(input);
  if (!pieces) return undefined;
  const work = new Work(pieces, memory);
  const batches = work.batches(length ?? batchLength(pieces.rest));
  for (const batch of batches) {
    const source = pieces.read(batch);
    if (!source?.root) return undefined;
    const found = [...source.diagnostics, ...(await checkEach(source.root))];
    const failed = found.some(({ severity }) => severity === 'error');
    // What is wrong in one batch and what is wrong in another make sense together only.
    if (failed && batches.length > 1) return undefined;
    if (failed) return { diagnostics: [...found, ...work.across()] };
    work.add(batch, source.root, found);
  }
  return work.meaning();
}

type Root = NonNullable<Source['root']>;

class Work {
  readonly #pieces: Pieces;
  readonly #memory: Memory;
  readonly #key: string;
  readonly #tools = new Map<string, ToolIr>();
  readonly #found = new Map<string, Diagnostic>();
  #root: Root | undefined;

  constructor(pieces: Pieces, memory: Memory) {
    this.#pieces = pieces;
    this.#memory = memory;
    this.#key = keyOf(pieces.rest);
  }

  /** What has to be read: at least one tool, for what stands beside the tools is read with it. */
  batches(length: number): readonly (readonly Piece[])[] {
    const { all } = this.#pieces;
    for (const piece of all) {
      const tool = this.#memory.recall(keyOf(this.#key, piece.text));
      if (tool) this.#tools.set(piece.name, tool);
    }
    const fresh = all.filter(({ name }) => !this.#tools.has(name));
    const read = fresh.length > 0 ? fresh : all.slice(0, 1);
    return batchesOf(read, length);
  }

  add(batch: readonly Piece[], root: Root, found: readonly Diagnostic[]): void {
    const tools = lowerTools(root);
    const all = [...found, ...limitsOfEach(tools, root)];
    // Something beside the tools is found again with each batch.
    for (const each of all) this.#found.set(JSON.stringify([each.place, each.message]), each);
    const byName = new Map(batch.map((piece) => [piece.name, piece]));
    for (const tool of tools) {
      const piece = byName.get(tool.name);
      this.#tools.set(tool.name, tool);
      if (piece && !all.some((each) => isIn(piece, each)))
        this.#memory.keep(keyOf(this.#key, piece.text), tool);
    }
    this.#root = root;
  }

  across(): readonly Diagnostic[] {
    const { all, place } = this.#pieces;
    return checkAcross({ place, names: all.map((piece) => [piece.name, piece.place]) });
  }

  meaning(): Meaning {
    const tools = [...this.#tools.values()];
    const across = [...this.across(), ...checkLevelTexts(tools, this.#root as Root)];
    const diagnostics = [...this.#found.values(), ...across];
    if (across.some(({ severity }) => severity === 'error')) return { diagnostics };
    const catalog = catalogOf(this.#root as Root, tools);
    const places = new Map(this.#pieces.all.map(({ name, place }) => [name, place]));
    diagnostics.push(...strictBudget(catalog.tools, (tool) => places.get(tool), this.#memory));
    return { diagnostics, catalog };
  }
}

/** Whether it is said of a line of the piece: then it has to be said again next time. */
const isIn = ({ place, lines }: Piece, { place: at }: Diagnostic): boolean =>
  at?.file === place.file && at.line >= place.line && at.line <= place.line + lines;
