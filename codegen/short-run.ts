import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 that this run is short: a heap that grows by halves is never grown into (a quarter of the memory of a
 * thousand tools), and most of what the V8 of Node 20 optimizes so early has run its last time before it is ready (a
 * quarter of the time of a hundred). Later ones wait by themselves, and do not know that flag. `bench/generators` shows
 * both.
 */
export function expectShortRun(): void {
  setFlagsFromString('--heap-growing-percent=20');
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=300000');
}
