/**
 * How much the large tests try, in one place: small for every run, `NIGHTLY=1` for the sizes that the promises speak of.
 * CONTRIBUTING.md says how long they take.
 */
export const nightly = process.env.NIGHTLY === '1';

/** `FAULTS=all`, and every night: every point at which a process can die, and as many processes as the promises name. */
export const thorough = nightly || process.env.FAULTS === 'all';

export const sizes = {
  /** Random policies, for each property of permissions. */
  policies: nightly ? 1_000_000 : 100_000,
  /** Random pairs of values, for the canonical text. */
  pairs: nightly ? 1_000_000 : 100_000,
  /** Histories of the simulator, and how many of them over SQL. */
  seeds: nightly ? 12_000 : 600,
  sqlSeeds: nightly ? 1_200 : 60,
  /** Histories in which all ledgers, or all limiters, must give the same answers. */
  parity: nightly ? 2_000 : 20,
  /** How often a process dies at each point: what it is at besides is another thing each time. */
  deaths: nightly ? 50 : 1,
} as const;
