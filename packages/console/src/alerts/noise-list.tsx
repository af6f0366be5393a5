import type { NoisyTask } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { taskName } from './alert-labels.tsx';
import { noiseQuery } from './alert-queries.ts';
import { SilenceDialog } from './silence-dialog.tsx';

/** Tasks by how much they say about how little. */
export function NoiseList({ place }: { place: Place }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(noiseQuery(place));
  const [silenced, setSilenced] = useState<NoisyTask>();
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const columns: readonly Column<NoisyTask>[] = [
    {
      key: 'task',
      title: t('noise.task'),
      cellClassName: 'name',
      cell: ({ project, alertId, ...noisy }) => (
        <Link to="/p/$project/alerts/$alertId" params={{ project, alertId }}>
          {taskName(noisy)}
        </Link>
      ),
    },
    {
      key: 'perCause',
      title: t('noise.perCause'),
      className: 'number',
      cellClassName: 'loud',
      cell: ({ perCause }) => number.format(perCause),
    },
    { key: 'notified', title: t('noise.notified'), className: 'number medium', cell: ({ notified }) => notified },
    { key: 'causes', title: t('noise.causes'), className: 'number medium', cell: ({ causes }) => causes },
    {
      key: 'flaps',
      title: <abbr title={t('noise.flapsHint')}>{t('noise.flaps')}</abbr>,
      className: 'number medium',
      cell: ({ flapRate }) => percent.format(flapRate),
    },
    {
      key: 'ignored',
      title: <abbr title={t('noise.ignoredHint')}>{t('noise.ignored')}</abbr>,
      className: 'number medium',
      cell: ({ ignoredShare }) => percent.format(ignoredShare),
    },
    { key: 'muted', title: t('noise.muted'), className: 'number wide', cell: ({ muted }) => muted },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('alerts.silence')}</span>,
      cellClassName: 'tight',
      cell: (noisy) => (
        <Button size="small" onClick={() => setSilenced(noisy)}>
          {t('alerts.silence')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <p className="soft">{t('noise.note')}</p>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('noise.quiet')} hint={t('noise.quietHint')} />
          ) : (
            <FramedTable columns={columns} rows={items} rowKey={({ workflow, task }) => `${workflow}/${task}`} />
          )
        }
      </QueryView>
      {silenced && (
        <SilenceDialog
          of={{ ...silenced, environment: place.environment, id: silenced.alertId }}
          scope={silenced.causes > 1 ? 'task' : 'cause'}
          onClose={() => setSilenced(undefined)}
        />
      )}
    </>
  );
}
