/** Ports for servers that a test starts a moment later, beside many others that look for theirs. */
import { createServer } from 'node:net';

/** Below those that the kernel gives to whoever asks for any: nobody takes one by chance before it is used. */
const FIRST = 12_000;
const COUNT = 20_000;
const FOR_EACH_PROCESS = 64;

let next = process.pid * FOR_EACH_PROCESS;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (next++ % COUNT);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
