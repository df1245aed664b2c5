import { isObject } from '../../src/json.js';
import { keep, kept } from '../write/keep.js';
import type { HandlerFile } from './files.js';
import { inspect, type Verdict } from './inspect.js';

/** Changes whenever a verdict would mean something else. */
const VERSION = 2;

const isVerdict = (value: unknown): value is Verdict & object =>
  isObject(value) &&
  typeof value.exportsDefault === 'boolean' &&
  (value.handles === undefined || typeof value.handles === 'string') &&
  (value.problem === undefined ||
    (isObject(value.problem) && typeof value.problem.line === 'number'));

function stored(file: string | undefined): Map<string, Verdict> {
  try {
    const { version, verdicts } = JSON.parse(kept(file as string));
    if (version !== VERSION) return new Map();
    return new Map(
      Object.entries(verdicts).filter((entry): entry is [string, Verdict] => isVerdict(entry[1])),
    );
  } catch {
    return new Map();
  }
}

/** Verdicts by the hash of a file's text, kept in `node_modules/.cache`: a speed-up that may be lost at any time. */
export class Verdicts {
  readonly #file: string | undefined;
  readonly #known: Map<string, Verdict>;
  readonly #used = new Map<string, Verdict>();
  constructor(file: string | undefined) {
    this.#file = file;
    this.#known = stored(file);
  }

  async of({ file, text, digest }: HandlerFile): Promise<Verdict> {
    const verdict = this.#known.get(digest) ?? (await inspect(file, text));
    this.#used.set(digest, verdict);
    return verdict;
  }

  /** Keeps what was asked for this time, and forgets the rest. */
  save(): void {
    const same =
      this.#used.size === this.#known.size &&
      [...this.#used.keys()].every((each) => this.#known.has(each));
    if (this.#file === undefined || same) return;
    const text = JSON.stringify({ version: VERSION, verdicts: Object.fromEntries(this.#used) });
    keep(this.#file, text);
  }
}
