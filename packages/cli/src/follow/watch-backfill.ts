/**
 * `backfill watch`: its bar and strip of dates until it has ended. A terminal is drawn over in place, elsewhere a
 * line tells of every change. Ctrl-C detaches; the backfill goes on.
 */
import type { Backfill, Client } from '@carillon/sdk';
import { collectPages } from '../connection/pages.ts';
import { EXIT } from '../exit-codes.ts';
import { colorsFor } from '../output/paint.ts';
import { countsOf, type DateSign, renderBackfill } from './backfill-frame.ts';
import { type WatchOptions, watchToEnd } from './watch-to-end.ts';

const MAX_DATES = 5_000;
const EXIT_CODES: Readonly<Record<string, number>> = {
  success: EXIT.ok,
  failed: EXIT.runFailed,
  cancelled: EXIT.runStopped,
};

export function watchBackfill(options: WatchOptions): Promise<number> {
  const { client, id } = options;
  return watchToEnd<Backfill>(
    {
      what: 'backfill',
      pause: `carillon backfill pause ${id}`,
      get: () => client.backfills.get(id),
      show: displayOf(options),
      // A final one may still have runs that finish: they are followed as well.
      endOf: ({ state, endedAt, totals }) =>
        endedAt !== undefined && totals.running === 0 ? (EXIT_CODES[state] ?? EXIT.error) : undefined,
    },
    options,
  );
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
