/**
 * Outlives a worker that was killed, for as long as it takes to kill what the worker left. It is a shell that
 * waits for the end of a pipe whose other end only the worker has: whatever ends the worker, the kernel closes it.
 * The next worker on the host sweeps as well, but nobody knows when that is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { WORKER_MARKER } from './marked-processes.ts';

/** Five looks: whoever forks while one is under way is found by the next. `-l` names files, `-a -F` reads them as text. */
const SCRIPT = `
while read -r _; do :; done
for round in 1 2 3 4 5; do
  for file in $(grep -lsaF -- "$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}; kill -9 "\${pid%/environ}" 2>/dev/null
  done
done
rm -rf -- "$2"
[ -z "$3" ] || rmdir -- "$3"/*/ "$3"
`;

export interface Warden {
  /** Closes the pipe: the warden looks around once more and ends. */
  release(): Promise<void>;
}

/** @param worker the marker's value for this life of the worker; @param secrets and groups: directories that go with it */
export function startWarden(worker: string, secrets: string, groups = ''): Warden {
  const child: ChildProcess = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'carillon-warden', `${WORKER_MARKER}=${worker}`, secrets, groups],
    {
      // Its own session: neither Ctrl-C nor a signal to the worker's group reaches it.
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  // It must never keep a worker alive.
  child.unref();
  (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return {
    release() {
      child.ref();
      child.stdin?.end();
      return gone;
    },
  };
}
