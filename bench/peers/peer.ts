import type { JsonObject } from '../../src/json.js';
import type { Toolset } from '../../src/tool.js';
import type { Call } from '../call/by-hand.js';

/** A tool as each of the others is told it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonObject;
  /** The same schema as zod writes it; `z` is that of bench/peers. */
  readonly zod: (z: Zod) => unknown;
  readonly validate: (value: unknown) => boolean;
  readonly run: (args: never) => Promise<unknown>;
}
/** What the calls of one turn are answered, in their order. No calls: the turn alone. */
export type Peer = (calls: readonly Call[]) => Promise<readonly string[]>;

// Nothing of these packages is installed where only ours is built: they have no types here.
type Zod = Record<string, (...given: unknown[]) => Chain>;
interface Chain {
  readonly [method: string]: (...given: unknown[]) => Chain;
}

/** `floor` and `toolwright` are ours; each of the others has a file here. */
export const NAMES = ['floor', 'toolwright', 'ai', 'agents', 'langchain', 'mcp', 'mastra'];

export async function peerOf(name: string, tool: Tool): Promise<Peer> {
  const { default: make } = await import(new URL(`${name}.js`, import.meta.url).href);
  return make(tool);
}

/** The schema as MCP clients are shown it: plain JSON Schema. */
export async function schemaOf({ providers }: Toolset, name: string): Promise<JsonObject> {
  const { tools } = await providers.mcp();
  const found = tools.find((each) => each.name === name);
  return found?.tool.inputSchema as JsonObject;
}

const text = (z: Zod, most: number) => z.string?.().min?.(1).max?.(most);
const whole = (z: Zod) => z.number?.().int?.().min?.(1).max?.(100);

export const zodOf = {
  get_weather: (z: Zod) =>
    z.strictObject?.({ location: text(z, 100), unit: z.enum?.(['celsius', 'fahrenheit']) }),
  place_order: (z: Zod) =>
    z.strictObject?.({
      customer: text(z, 40),
      email: z.email?.().max?.(254),
      note: text(z, 500),
      address: z.strictObject?.({
        street: text(z, 100),
        city: text(z, 60),
        zip: z.string?.().regex?.(/^[0-9]{5}$/),
        country: z.enum?.(['DE', 'FR', 'US']),
      }),
      lines: z
        .array?.(
          z.strictObject?.({
            sku: text(z, 20),
            quantity: whole(z),
            price: z.number?.().min?.(0),
          }),
        )
        .min?.(1)
        .max?.(20),
      gift: z.boolean?.(),
    }),
};
