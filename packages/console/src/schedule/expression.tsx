import type { ScheduleDocument } from '@carillon/core';
import type { Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { scheduleWords } from './schedule-words.ts';
import './schedule.css';

type Told = Pick<Schedule, 'expression' | 'timezone'> & { readonly definition: object };

/** When a schedule fires, in words; undefined while they load, and for what cannot be told. */
export function useWords({ definition, timezone }: Told): string | undefined {
  const { t, i18n } = useTranslation();
  const document = definition as ScheduleDocument;
  const crons = document.cron === undefined ? [] : [document.cron].flat();
  const library = useQuery({
    queryKey: ['cron-words'],
    queryFn: () => import('./cron-words.ts'),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: crons.length > 0,
  });
  if (crons.length === 0) return scheduleWords(document, timezone, { t, language: i18n.language });
  const told = crons.map((cron) => library.data?.cronWords(cron, i18n.language, document.syntax === 'quartz'));
  return told.includes(undefined) ? undefined : told.join(t('words.or'));
}

/** Words above, the expression as written below. */
export function Expression({ schedule }: { schedule: Told }) {
  const words = useWords(schedule);
  return (
    <div className="expression">
      {/* The line is there before the words are, so that rows do not move. */}
      <div>{words ?? '\u00a0'}</div>
      <code className="soft">{schedule.expression}</code>
    </div>
  );
}
