/** A backfill at one moment: its bar, what is left of it, and a sign for every date. */
import type { Backfill, BackfillDate } from '@carillon/sdk';
import { progressOf } from '../commands/backfill/view.ts';
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import { truncate } from '../text/display-width.ts';

const BAR_WIDTH = 20;
/** More rows than this would push the head off the screen. */
const MAX_ROWS = 12;
const LABEL_WIDTH = 12;

export type DateSign = Pick<BackfillDate, 'logicalDate' | 'state'>;

export function renderBackfill(
  backfill: Backfill,
  dates: readonly DateSign[],
  width: number,
  colors: Colors,
): readonly string[] {
  return [
    headLine(backfill, width, colors),
    `  ${truncate(countsOf(backfill), width - 2)}`,
    ...strip(dates, width, colors),
  ];
}

function headLine(backfill: Backfill, width: number, colors: Colors): string {
  const { workflow, version, state, etaMs, reason } = backfill;
  const { done, all } = progressOf(backfill);
  const filled = all === 0 ? BAR_WIDTH : Math.floor((done / all) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = etaMs === undefined ? '' : `, about ${durationText(etaMs)} left`;
  const why = reason === undefined ? '' : `  ${reason.message}`;
  const text = ` ${workflow}@${version}  ${state}  ${bar} ${done}/${all}${left}${why}`;
  return paintState(colors, state, iconOf(state) + truncate(text, width - 1));
}

export function countsOf({ totals }: Backfill): string {
  const counts = Object.entries(totals).filter(([, count]) => count > 0);
  return counts.map(([state, count]) => `${count} ${state}`).join(' · ');
}

/** As many dates a line as fit, each line under the first date of it. */
function strip(dates: readonly DateSign[], width: number, colors: Colors): readonly string[] {
  const perRow = Math.max(1, width - LABEL_WIDTH - 2);
  const rows = Array.from({ length: Math.ceil(dates.length / perRow) }, (_, row) =>
    dates.slice(row * perRow, (row + 1) * perRow),
  );
  const shown = rows.slice(0, MAX_ROWS).map((row) => {
    const signs = row.map(({ state }) => paintState(colors, state, iconOf(state))).join('');
    return `  ${colors.dim((row[0]?.logicalDate ?? '').padEnd(LABEL_WIDTH))}${signs}`;
  });
  const rest = dates.length - MAX_ROWS * perRow;
  return rest > 0 ? [...shown, colors.dim(`  … and ${rest} more dates`)] : shown;
}
