/** Counts what a text costs a model. */
export interface Tokenizer {
  /** False: an estimate, bytes / 4. */
  readonly exact: boolean;
  /** What counted, for people. */
  readonly name: string;
  readonly count: (text: string) => number;
}

/** Where there is no tokenizer: English and JSON come to about four bytes a token. */
export const estimate: Tokenizer = {
  exact: false,
  name: 'estimate',
  count: (text) => Math.ceil(new TextEncoder().encode(text).length / 4),
};

const o200k = () => import('gpt-tokenizer/encoding/o200k_base');

/** The tokenizer of the current OpenAI models, where it is installed: 30 MB that only who asks for figures needs. */
export async function loadTokenizer(load: typeof o200k = o200k): Promise<Tokenizer> {
  try {
    const { countTokens } = await load();
    // Text that looks like a control token of a model is text here.
    const options = { disallowedSpecial: new Set<string>() };
    return { exact: true, name: 'o200k', count: (text) => countTokens(text, options) };
  } catch {
    return estimate;
  }
}
