/** How a process of ours ends: when asked by a signal or a caller, cleanly; at the second signal, now. */
import type { Lifecycle } from '@carillon/runtime';

export const EXIT_OK = 0;
export const EXIT_ERROR = 1;
/** 128 + 2, as shells count an interrupt. */
const EXIT_INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * One Ctrl-C may arrive twice: the terminal sends it to every process of ours, and npm passes its own on to us.
 * What follows so closely was not pressed by a person.
 */
const ECHO_MS = 300;
type StopSignal = (typeof SIGNALS)[number];

export interface RunningProcess {
  /** Exit code, when everything has stopped. */
  readonly done: Promise<number>;
  stop(): Promise<void>;
}

export interface ProcessEnd {
  readonly done: Promise<number>;
  /** Stops everything once; later calls wait for the same end, and the first code counts. */
  end(code: number): Promise<void>;
}

export function createProcessEnd(
  lifecycle: Lifecycle,
  options: {
    readonly signals?: readonly StopSignal[];
    readonly onFirstSignal?: () => void;
    readonly onSecondSignal?: () => void;
  } = {},
): ProcessEnd {
  const signals = options.signals ?? SIGNALS;
  let resolveDone: (code: number) => void;
  const done = new Promise<number>((resolve) => {
    resolveDone = resolve;
  });
  let ending: Promise<void> | undefined;
  let signalledAt: number | undefined;

  const end = (code: number): Promise<void> => {
    ending ??= lifecycle.stop().then(() => {
      for (const signal of signals) process.off(signal, onSignal);
      resolveDone(code);
    });
    return ending;
  };
  const onSignal = (): void => {
    const now = performance.now();
    if (signalledAt !== undefined && now - signalledAt < ECHO_MS) return;
    signalledAt = now;
    if (ending) {
      options.onSecondSignal?.();
      process.exit(EXIT_INTERRUPTED);
    }
    options.onFirstSignal?.();
    void end(EXIT_OK);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { done, end };
}
