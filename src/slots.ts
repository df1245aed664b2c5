/** How many calls of a tool are at work at once, in this process. A slot is held until its handler settles. */
export interface Slots {
  /** A release function, or undefined when `waitMs` passed without a free slot. */
  take(tool: string, limit: number, waitMs: number): Promise<(() => void) | undefined>;
}
