import { setFlagsFromString } from 'node:v8';

let short = false;

/**
 * Tells V8 that this run is short. A heap that grows by halves is never grown into: a third of the memory of a thousand
 * tools. Most of what the V8 of Node 20 optimizes so early has run its last time before it is ready: a quarter of the
 * time of a hundred; later ones wait by themselves, and do not know that flag. `bench/generators` shows both.
 */
export function expectShortRun(): void {
  short = true;
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=8');
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=300000');
}

/** To load the compiler fills the first megabyte of the young heap: it has eight by now, and is to stay so in a short run. */
export function keepYoungHeap(): void {
  if (short) setFlagsFromString('--semi-space-growth-factor=1');
}
