/**
 * How a model loop makes every model call, every tool call and every change of what is stored. The default calls `run`.
 * A durable engine hands in its own step: it stores what `run` resolved to (always JSON) under `name` and
 * answers from there when the process is run again. The same run makes the same steps in the same order; a name comes
 * again only when a run is resumed again.
 */
export type Step = <Value>(name: string, run: () => Promise<Value>) => Promise<Value>;

export const plainStep: Step = (_name, run) => run();
