import type { Calendar, CalendarTable } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { BothZones } from '../time/both-zones.tsx';

type Freeze = CalendarTable['freezes'][number];

const iso = (at: number) => new Date(at).toISOString();

/** Windows in which firings are held until they end. */
export function FreezeList({ calendar: { table }, zone }: { calendar: Calendar; zone: string }) {
  const { t } = useTranslation();
  const freezes = table?.freezes ?? [];
  const columns: readonly Column<Freeze>[] = [
    { key: 'from', title: t('calendars.from'), cell: ({ from }) => <BothZones at={iso(from)} zone={zone} /> },
    { key: 'to', title: t('calendars.to'), cell: ({ to }) => <BothZones at={iso(to)} zone={zone} /> },
    { key: 'reason', title: t('calendars.reason'), cellClassName: 'soft', cell: ({ reason }) => reason ?? '–' },
  ];
  return (
    <section className="panel freezes">
      <h2>{t('calendars.freezes')}</h2>
      {freezes.length === 0 ? (
        <p className="panel-note soft">{t('calendars.noFreezes')}</p>
      ) : (
        <FramedTable
          label={t('calendars.freezes')}
          columns={columns}
          rows={freezes}
          rowKey={({ from, to }) => `${from} ${to}`}
        />
      )}
    </section>
  );
}
