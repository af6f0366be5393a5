/** A command for many runs until all have had their turn: a bar in place, or a line for every change. */
import type { BulkPlan } from '@carillon/sdk';
import { ofRuns } from '../commands/bulk/of-runs.ts';
import { progressOf } from '../commands/bulk/view.ts';
import { EXIT } from '../exit-codes.ts';
import { colorsFor, iconOf, paintState } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import { truncate } from '../text/display-width.ts';
import { type WatchOptions, watchToEnd } from './watch-to-end.ts';

const BAR_WIDTH = 20;
const EXIT_CODES: Readonly<Record<string, number>> = {
  success: EXIT.ok,
  failed: EXIT.error,
  cancelled: EXIT.runStopped,
};

export function watchBulk(options: WatchOptions): Promise<number> {
  const { client, id } = options;
  return watchToEnd<BulkPlan>(
    {
      what: 'bulk',
      pause: `carillon bulk pause ${id}`,
      get: async () => ofRuns(await client.plans.any(id, { items: 0 })),
      show: displayOf(options),
      endOf: ({ state, totals }) => (totals.running === 0 ? EXIT_CODES[state] : undefined),
    },
    options,
  );
}

function displayOf({ terminal, asJson }: WatchOptions): (bulk: BulkPlan) => void {
  const colors = colorsFor(terminal, terminal.isOutTty);
  let shown = '';
  return (bulk) => {
    const line = lineOf(bulk);
    if (line === shown) return;
    const erase = shown !== '' ? '\x1b[1A\x1b[0J' : '';
    if (asJson) terminal.out(`${JSON.stringify({ ...bulk, items: undefined })}\n`);
    else if (terminal.isOutTty) {
      const text = iconOf(bulk.state) + truncate(` ${line}`, terminal.columns() - 2);
      terminal.out(`${erase}${paintState(colors, bulk.state, text)}\n`);
    } else terminal.out(`${line}\n`);
    shown = line;
  };
}

function lineOf(bulk: BulkPlan): string {
  const { action, state, totals, etaMs } = bulk;
  const { done, all } = progressOf(bulk);
  const filled = all === 0 ? BAR_WIDTH : Math.floor((done / all) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = etaMs === undefined ? '' : `, about ${durationText(etaMs)} left`;
  const counts = Object.entries(totals).filter(([, count]) => count > 0);
  return `${action}  ${state}  ${bar} ${done}/${all}${left}  ${counts.map(([name, count]) => `${count} ${name}`).join(' · ')}`;
}
