/** How a process of ours ends: when asked by a signal or a caller, cleanly; at the second signal, now. */
import type { Lifecycle } from '@carillon/runtime';

export const EXIT_OK = 0;
export const EXIT_ERROR = 1;
/** 128 + 2, as shells count an interrupt. */
const EXIT_INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
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

  const end = (code: number): Promise<void> => {
    ending ??= lifecycle.stop().then(() => {
      for (const signal of signals) process.off(signal, onSignal);
      resolveDone(code);
    });
    return ending;
  };
  const onSignal = (): void => {
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
