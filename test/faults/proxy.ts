import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** Nothing passes any more, and nobody is told: as with a hung server, or a cable that was pulled. */
  freeze(): void;
  /** Every connection is lost, and new ones are: as with a server that was killed. */
  cut(): void;
  /** What is open now is dead and nobody is told: nothing passes there any more, ever. New connections are well. */
  lose(): void;
  /** What was held back passes now, and new connections are taken. */
  thaw(): void;
  close(): Promise<void>;
}

/** A door on 127.0.0.1 to another port there, which can be held shut. */
export async function proxy(to: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const lost = new Set<Socket>();
  let frozen = false;
  let shut = false;
  const server = createServer((near) => {
    if (shut) return void near.destroy();
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => into.destroy()).on('close', () => into.destroy());
      from.pipe(into);
      if (frozen) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    cut() {
      shut = true;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    lose() {
      for (const socket of sockets) lost.add(socket.pause());
    },
    thaw() {
      frozen = false;
      shut = false;
      for (const socket of sockets) if (!lost.has(socket)) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
