/**
 * `backfill watch`: its bar and strip of dates until it has ended. A terminal is drawn over in place, elsewhere a
 * line tells of every change. Ctrl-C detaches; the backfill goes on.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Backfill, Client } from '@carillon/sdk';
import { CommandError } from '../command-error.ts';
import { collectPages } from '../connection/pages.ts';
import { EXIT } from '../exit-codes.ts';
import { colorsFor } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import type { Terminal } from '../terminal.ts';
import { countsOf, type DateSign, renderBackfill } from './backfill-frame.ts';

export interface WatchOptions {
  readonly client: Client;
  readonly id: string;
  readonly terminal: Terminal;
  /** The backfill as a line of JSON at every change. */
  readonly asJson?: boolean;
  readonly timeoutMs?: number | undefined;
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;
const MAX_DATES = 5_000;
const EXIT_CODES: Readonly<Record<string, number>> = {
  success: EXIT.ok,
  failed: EXIT.runFailed,
  cancelled: EXIT.runStopped,
};

export async function watchBackfill(options: WatchOptions): Promise<number> {
  const { id, terminal, timeoutMs } = options;
  const leave = new AbortController();
  const forget = terminal.onInterrupt(() => leave.abort('interrupted'));
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => leave.abort('timeout'), timeoutMs);
  try {
    const state = await follow(options, leave.signal);
    if (state !== undefined) return EXIT_CODES[state] ?? EXIT.error;
  } finally {
    forget();
    clearTimeout(timer);
  }
  const comeBack = `carillon backfill watch ${id}`;
  if (leave.signal.reason === 'timeout') {
    throw new CommandError(`the backfill has not ended within ${durationText(timeoutMs ?? 0)}; it goes on`, {
      exitCode: EXIT.waitTimedOut,
      hint: `come back to it with \`${comeBack}\``,
    });
  }
  terminal.err(
    `\ndetached, the backfill goes on; come back to it with\n  ${comeBack}\nor pause it with\n  carillon backfill pause ${id}\n`,
  );
  return EXIT.interrupted;
}

/** The final state, or undefined when the signal came before. */
async function follow(options: WatchOptions, signal: AbortSignal): Promise<string | undefined> {
  const { client, id, everyMs = EVERY_MS } = options;
  const show = displayOf(options);
  while (!signal.aborted) {
    const backfill = await client.backfills.get(id);
    await show(backfill);
    // A final one may still have runs that finish: they are followed as well.
    if (backfill.endedAt !== undefined && backfill.totals.running === 0) return backfill.state;
    await delay(everyMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return undefined;
}

function displayOf({ client, terminal, asJson }: WatchOptions): (backfill: Backfill) => Promise<void> {
  const colors = colorsFor(terminal, terminal.isOutTty);
  let shown = '';
  let drawn = 0;
  return async (backfill) => {
    const change = `${backfill.state}: ${countsOf(backfill)}`;
    if (terminal.isOutTty && !asJson) {
      const dates = await datesOf(client, backfill.id);
      const frame = renderBackfill(backfill, dates, terminal.columns() - 1, colors);
      const erase = drawn === 0 ? '' : `\x1b[${drawn}A\x1b[0J`;
      terminal.out(`${erase}${frame.join('\n')}\n`);
      drawn = frame.length;
    } else if (change !== shown) {
      terminal.out(asJson ? `${JSON.stringify(backfill)}\n` : `${change}\n`);
    }
    shown = change;
  };
}

async function datesOf(client: Client, id: string): Promise<readonly DateSign[]> {
  return (await collectPages((page) => client.backfills.dates(id, page), MAX_DATES)).items;
}
