/** One limit a call counts against. GCRA, on the store's clock. */
export interface Charge {
  /** Namespaced: limit name, then who. Injective. */
  readonly key: string;
  readonly limit: number;
  readonly perMs: number;
  readonly burst: number;
  readonly cost: number;
}

export type Taken =
  | { readonly ok: true }
  /** `index` is the charge that refused; the wait is until every charge would pass. */
  | { readonly ok: false; readonly index: number; readonly retryAfterMs: number };

/** Where rate limits are counted. Contract: `test/contract/limiter.ts`. Throws `StoreError` when it cannot answer. */
export interface Limiter {
  readonly name: string;
  /**
   * All or nothing over all charges, in one round trip; a refused call charges nothing.
   * With `once`, a second take under the same `once` answers ok and charges nothing.
   */
  take(charges: readonly Charge[], options?: { readonly once?: string }): Taken | Promise<Taken>;
  /** What `take` would say, charging nothing. */
  peek(charges: readonly Charge[]): Taken | Promise<Taken>;
  close?(): Promise<void>;
}
