/**
 * Watches something that goes on by itself until it has ended: shows every look at it, leaves at Ctrl-C or when the
 * time is over, and says how to come back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@carillon/sdk';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { durationText } from '../output/time-text.ts';
import type { Terminal } from '../terminal.ts';

export interface Watched<T> {
  /** `backfill`: for what is said. */
  readonly what: string;
  /** How it is paused. */
  readonly pause: string;
  get(): Promise<T>;
  show(seen: T): void | Promise<void>;
  /** Its exit code, once it has ended. */
  endOf(seen: T): number | undefined;
}

export interface WatchOptions {
  readonly client: Client;
  readonly id: string;
  readonly terminal: Terminal;
  /** All of it as a line of JSON at every change. */
  readonly asJson?: boolean;
  readonly timeoutMs?: number | undefined;
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;

export async function watchToEnd<T>(
  watched: Watched<T>,
  { id, terminal, timeoutMs, everyMs = EVERY_MS }: WatchOptions,
): Promise<number> {
  const leave = new AbortController();
  const forget = terminal.onInterrupt(() => leave.abort('interrupted'));
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => leave.abort('timeout'), timeoutMs);
  try {
    const code = await follow(watched, leave.signal, everyMs);
    if (code !== undefined) return code;
  } finally {
    forget();
    clearTimeout(timer);
  }
  const { what, pause } = watched;
  const comeBack = `carillon ${what} watch ${id}`;
  if (leave.signal.reason === 'timeout') {
    throw new CommandError(`the ${what} has not ended within ${durationText(timeoutMs ?? 0)}; it goes on`, {
      exitCode: EXIT.waitTimedOut,
      hint: `come back to it with \`${comeBack}\``,
    });
  }
  terminal.err(`\ndetached, the ${what} goes on; come back to it with\n  ${comeBack}\nor pause it with\n  ${pause}\n`);
  return EXIT.interrupted;
}

/** Undefined when the signal came before the end. */
async function follow<T>(watched: Watched<T>, signal: AbortSignal, everyMs: number): Promise<number | undefined> {
  while (!signal.aborted) {
    const seen = await watched.get();
    await watched.show(seen);
    const code = watched.endOf(seen);
    if (code !== undefined) return code;
    await delay(everyMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return undefined;
}
