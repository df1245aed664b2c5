import type { ChatEvent, Run } from './run.js';

/**
 * The events of one run, to be read once, and its result. Reading may stop at any time: the run goes on, and only its
 * signal cancels it. A failing model throws from the iteration and from `result`.
 */
export type ChatStream = AsyncIterable<ChatEvent> & { readonly result: Promise<Run> };

export function chatStream(start: (emit: (event: ChatEvent) => void) => Promise<Run>): ChatStream {
  const queue: ChatEvent[] = [];
  let reading = true;
  let ended = false;
  let wake = (): void => {};
  const result = start((event) => {
    if (reading) queue.push(event);
    wake();
  });
  const finish = (): void => {
    ended = true;
    wake();
  };
  // A failure reaches whoever reads; to nobody reading it is no fault of the process.
  result.then(finish, finish);
  async function* events(): AsyncGenerator<ChatEvent, void> {
    try {
      for (;;) {
        for (let next = queue.shift(); next; next = queue.shift()) yield next;
        if (ended) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      await result;
    } finally {
      reading = false;
      queue.length = 0;
    }
  }
  const iterator = events();
  return { result, [Symbol.asyncIterator]: () => iterator };
}
