import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { upcomingQuery } from '../api/schedule-queries.ts';
import { clockText } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { useZone } from '../time/zone.ts';
import { Tile } from './tiles.tsx';

const CELL_MS = 15 * 60_000;
const CELLS = 24;
const HOURS = (CELLS * CELL_MS) / 3_600_000;

/** How dense the firings of the next hours are, a bar for a quarter of an hour. */
export function NextHours({ place: { project, environment } }: { place: Place }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const from = useNow(true, CELL_MS);
  const filter = useMemo(() => ({ environment, project }), [environment, project]);
  const { data } = useQuery(upcomingQuery(filter, new Date(from).toISOString(), 1));
  const counts = useMemo(() => {
    const at = new Map(data?.cells.map((cell) => [Date.parse(cell.at), cell.count]));
    return Array.from({ length: CELLS }, (_, cell) => at.get(from + cell * CELL_MS) ?? 0);
  }, [data, from]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts);
  const clock = (at: number) => clockText(new Date(at), zone, i18n.language).slice(0, 5);
  const peak = clock(from + counts.indexOf(most) * CELL_MS);
  return (
    <Tile title={t('overview.nextHours', { count: HOURS })}>
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
    </Tile>
  );
}
