/**
 * An error that ends a run in its middle tells the run, as `run`: it stays what it is, and whoever catches it can go on
 * with the run, or look it up. What cannot carry it is thrown as it is.
 */
export async function toldRun<Value>(run: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const property = { value: run, enumerable: true, configurable: true, writable: true };
    if (error instanceof Error) Reflect.defineProperty(error, 'run', property);
    throw error;
  }
}
