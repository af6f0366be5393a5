/** A way to a server of the test that can be cut and mended, where the kernel has no means to disturb a network. */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Connections stay open and nothing passes any more; new ones are taken and not answered. */
  cut(): void;
  /** What was cut is closed, and new connections pass. */
  mend(): void;
  /** Every piece comes so much later, both ways. */
  slow(ms: number): void;
  /** New connections go to another port of this machine; the old ones are closed. */
  aim(port: number): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(first: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let target = first;
  let delayMs = 0;
  let isCut = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The other end is told by its own close.
    socket.on('error', () => socket.destroy());
  };
  /** Timers of one length end in the order in which they began, so the order of the pieces stays. */
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (isCut) return;
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.writable && to.write(bytes), delayMs);
    });
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) return;
    const far = connect(target, '127.0.0.1');
    keep(far);
    pass(near, far);
    pass(far, near);
    near.on('close', () => isCut || far.destroy());
    far.on('close', () => isCut || near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const closeAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => (isCut = true),
    mend() {
      closeAll();
      isCut = false;
    },
    slow(ms) {
      // What is on its way at another pace would be overtaken.
      closeAll();
      delayMs = ms;
    },
    aim(port) {
      target = port;
      closeAll();
    },
    async stop() {
      closeAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
