import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { workflowStatsQuery } from '../api/queries.ts';
import { durationText } from '../time/duration.ts';
import { shortText } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { useZone } from '../time/zone.ts';
import { isWhole, type Outlook, outlookOf } from './run-outlook.ts';

/** How long runs of its workflow take, and when this one will likely have ended. */
export function RunUsual({ run }: { run: Run }) {
  const { t } = useTranslation();
  const place = { project: run.project, environment: run.environment };
  const { data } = useQuery({ ...workflowStatsQuery(place, run.workflow), enabled: isWhole(run) });
  const now = useNow(run.endedAt === undefined);
  if (data?.p50Ms === undefined) return null;
  const usual = [
    t('run.p50', { duration: durationText(data.p50Ms) }),
    ...(data.p95Ms === undefined ? [] : [t('run.p95', { duration: durationText(data.p95Ms) })]),
  ];
  const outlook = outlookOf(run, data, new Date(now));
  return (
    <li title={t('run.usual')}>
      <span className="visually-hidden">{t('run.usual')}: </span>
      {usual.join(' · ')}
      {outlook && <OutlookText outlook={outlook} />}
    </li>
  );
}

function OutlookText({ outlook }: { outlook: Outlook }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  if (outlook === 'late') return <> · {t('run.longerThanUsual')}</>;
  const at = shortText(outlook.at, zone, i18n.language);
  return <> · {t(outlook.of === 'p50' ? 'run.eta' : 'run.etaLate', { at })}</>;
}
