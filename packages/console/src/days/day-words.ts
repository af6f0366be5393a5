import type { ScheduleDay } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { dayState } from './day-state.ts';

const COUNTS = ['planned', 'fired', 'skipped', 'merged', 'missed', 'held', 'paused'] as const;
const RUNS = ['success', 'failed', 'stopped', 'open'] as const;

/** A mark is the name of a holiday, or a code that has words of its own. */
export function useMarkText(): (mark: string) => string {
  const { t } = useTranslation();
  return (mark) => (mark === 'make_up' ? t('days.makeUp') : mark);
}

/** Everything that is known about a date of a schedule, in words. */
export function useDayWords(): (day: ScheduleDay) => string {
  const { t } = useTranslation();
  const markText = useMarkText();
  return (day) => {
    const counts = COUNTS.filter((name) => day[name] > 0).map((name) => t(`days.${name}`, { count: day[name] }));
    const runs = RUNS.filter((name) => day.runs[name] > 0).map((name) =>
      t(`days.run_${name}`, { count: day.runs[name] }),
    );
    return [
      t(`dayState.${dayState(day)}`),
      ...counts,
      ...runs,
      ...(day.calendar === 'closed' || day.calendar === 'unknown' ? [t(`dayState.${day.calendar}`)] : []),
      ...(day.mark === undefined ? [] : [markText(day.mark)]),
    ]
      .filter((text, place, all) => all.indexOf(text) === place)
      .join(' · ');
  };
}
