/** A month as people hang it on a wall. What a day is stands beside its number: nothing is told by colour alone. */
import type { CalendarDay } from '@carillon/sdk';
import type { Colors } from '../../output/paint.ts';
import { plainText } from '../../text/safe-text.ts';

const WEEKDAYS = 'Mon Tue Wed Thu Fri Sat Sun';
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export const LEGEND = '· closed   + open on a weekend   ? not known';

/** @param days of one month, all of them */
export function monthGrid(days: readonly CalendarDay[], colors: Colors): string {
  const [first] = days;
  if (!first) return '';
  const title = `${MONTHS[Number(first.date.slice(5, 7)) - 1]} ${first.date.slice(0, 4)}`;
  const cells = [...Array<string>(weekdayOf(first.date)).fill('    '), ...days.map((day) => cellOf(day, colors))];
  const weeks: string[] = [];
  for (let i = 0; i < cells.length; i += 7)
    weeks.push(
      cells
        .slice(i, i + 7)
        .join('')
        .trimEnd(),
    );
  return [colors.bold(title), WEEKDAYS, ...weeks, ...marksOf(days)].map((line) => `${line}\n`).join('');
}

function cellOf({ date, open }: CalendarDay, colors: Colors): string {
  const number = String(Number(date.slice(8))).padStart(2);
  if (open === null) return colors.yellow(`${number}? `);
  if (!open) return colors.dim(`${number}· `);
  return weekdayOf(date) >= 5 ? colors.cyan(`${number}+ `) : `${number}  `;
}

/** Days one after another with the same mark are one line. */
function marksOf(days: readonly CalendarDay[]): readonly string[] {
  const spans: { from: number; to: number; mark: string }[] = [];
  for (const { date, mark } of days) {
    if (mark === undefined) continue;
    const day = Number(date.slice(8));
    const last = spans.at(-1);
    if (last && last.mark === mark && last.to === day - 1) last.to = day;
    else spans.push({ from: day, to: day, mark });
  }
  return spans.map(
    ({ from, to, mark }) => `${(from === to ? `${from}` : `${from}-${to}`).padStart(5)}  ${markText(mark)}`,
  );
}

const markText = (mark: string): string =>
  mark === 'make_up' ? 'make-up workday' : plainText(mark).replaceAll('\n', ' ');

/** 0 is Monday. */
const weekdayOf = (date: string): number => (new Date(date).getUTCDay() + 6) % 7;
