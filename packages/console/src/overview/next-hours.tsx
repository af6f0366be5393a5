import type { Upcoming } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CHANGE_POLL_MS, type Place } from '../api/queries.ts';
import { upcomingQuery } from '../api/schedule-queries.ts';
import { QueryView } from '../parts/page.tsx';
import { clockText } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { useZone } from '../time/zone.ts';
import { Tile } from './tiles.tsx';

const CELL_MS = 15 * 60_000;
const CELLS = 24;
const HOURS = (CELLS * CELL_MS) / 3_600_000;

/** How dense the firings of the next hours are, a bar for a quarter of an hour. */
export function NextHours({ place: { project, environment } }: { place: Place }) {
  const { t } = useTranslation();
  const from = useNow(true, CELL_MS);
  const filter = useMemo(() => ({ environment, project }), [environment, project]);
  const query = useQuery({
    ...upcomingQuery(filter, new Date(from).toISOString(), 1),
    refetchInterval: CHANGE_POLL_MS, // What others pause does not fire any more.
  });
  return (
    <Tile title={t('overview.nextHours', { count: HOURS })}>
      <QueryView query={query} rows={2}>
        {({ cells }) => <Density cells={cells} from={from} project={project} />}
      </QueryView>
    </Tile>
  );
}

function Density({ cells, from, project }: Pick<Upcoming, 'cells'> & { from: number; project: string }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const counts = useMemo(() => {
    const at = new Map(cells.map((cell) => [Date.parse(cell.at), cell.count]));
    return Array.from({ length: CELLS }, (_, cell) => at.get(from + cell * CELL_MS) ?? 0);
  }, [cells, from]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts);
  const clock = (at: number) => clockText(new Date(at), zone, i18n.language).slice(0, 5);
  const peak = clock(from + counts.indexOf(most) * CELL_MS);
  return (
    <Link to="/p/$project/schedule" params={{ project }} search={{ only: project }} className="density">
      <span className="density-bars" aria-hidden>
        {counts.map((count, cell) => (
          <i key={from + cell * CELL_MS} style={{ height: most === 0 ? 0 : `${(count / most) * 100}%` }} />
        ))}
      </span>
      <span className="density-ends" aria-hidden>
        <span>{clock(from)}</span>
        <span>{clock(from + CELLS * CELL_MS)}</span>
      </span>
      <span>{total === 0 ? t('overview.noFirings') : t('overview.firings', { count: total, peak, zone })}</span>
    </Link>
  );
}
