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

/** One of the calls that may be at work at once under a key. */
export interface Place {
  /** Namespaced and injective. */
  readonly key: string;
  /** An id of the call's own. */
  readonly owner: string;
}

export interface TakeOptions {
  readonly once?: string | undefined;
  /** The time by the runtime's clock, for one that counts by it; a store has its own. */
  readonly at?: number | undefined;
}

/** Where rate limits are counted, and calls at work. Contract: `test/contract/limiter.ts`. Throws `StoreError` when it cannot answer. */
export interface Limiter {
  readonly name: string;
  /**
   * All or nothing over all charges, in one round trip; a refused call charges nothing.
   * With `once`, a second take under the same `once` answers ok and charges nothing.
   */
  take(charges: readonly Charge[], options?: TakeOptions): Taken | Promise<Taken>;
  /** What `take` would say, charging nothing. */
  peek(charges: readonly Charge[]): Taken | Promise<Taken>;
  /**
   * Takes one of `most` places for `ttlMs` on the store's clock, or renews the one that the owner has; false while all
   * are another's. After `ttlMs` it is free by itself.
   */
  hold(place: Place, most: number, ttlMs: number): boolean | Promise<boolean>;
  /** Gives the owner's place back, where it has one. */
  free(place: Place): void | Promise<void>;
  close?(): Promise<void>;
}
