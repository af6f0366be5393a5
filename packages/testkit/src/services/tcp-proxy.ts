/** A way to a server of the test that can be cut and mended, where the kernel has no means to disturb a network. */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Sees what passes on one connection. What it answers with false is kept back, and all that comes behind it that way. */
export interface Watcher {
  /** From the one who connected. */
  up(bytes: Buffer): boolean;
  down(bytes: Buffer): boolean;
}

const SEES_NOTHING: Watcher = { up: () => true, down: () => true };

export interface TcpProxy {
  readonly port: number;
  /** Somebody has a connection to what is behind it. */
  isInUse(): boolean;
  /** Connections stay open and nothing passes any more; new ones are taken and not answered. */
  cut(): void;
  /** Connections that stand stay open on both sides, and nothing passes on them in this direction any more; new ones pass. */
  strand(direction: 'up' | 'down' | 'both'): void;
  /** What was cut is closed, and new connections pass. */
  mend(): void;
  /** Every piece comes so much later, both ways. */
  slow(ms: number): void;
  /** New connections go to another port of this machine; the old ones are closed. */
  aim(port: number): void;
  stop(): Promise<void>;
}

/** @param watch gives each new connection its watcher */
export async function startTcpProxy(first: number, watch: () => Watcher = () => SEES_NOTHING): Promise<TcpProxy> {
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
  /** What comes from these goes nowhere. */
  const stranded = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  /** Timers of one length end in the order in which they began, so the order of the pieces stays. */
  const pass = (from: Socket, to: Socket, sees: (bytes: Buffer) => boolean): void => {
    let isKept = false;
    from.on('data', (bytes: Buffer) => {
      if (isCut || isKept || stranded.has(from)) return;
      isKept = !sees(bytes);
      if (isKept) return;
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.writable && to.write(bytes), delayMs);
    });
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) return;
    const far = connect(target, '127.0.0.1');
    keep(far);
    pairs.set(near, far);
    const watcher = watch();
    pass(near, far, (bytes) => watcher.up(bytes));
    pass(far, near, (bytes) => watcher.down(bytes));
    const part = (from: Socket, to: Socket): void => {
      pairs.delete(near);
      if (!isCut && !stranded.has(from)) to.destroy();
      stranded.delete(from);
    };
    near.on('close', () => part(near, far));
    far.on('close', () => part(far, near));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const closeAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    isInUse: () => pairs.size > 0,
    cut: () => (isCut = true),
    strand(direction) {
      for (const [near, far] of pairs) {
        if (direction !== 'down') stranded.add(near);
        if (direction !== 'up') stranded.add(far);
      }
    },
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
