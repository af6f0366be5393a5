import type { RunState } from '@carillon/core';
import type { Overview } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../shell/place.ts';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { durationText } from '../time/duration.ts';

/** A platform that is behind by less keeps its times, as far as people can tell. */
const BEHIND_MS = 5_000;

export function Tile({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel tile">
      <h2>
        {title}
        {more}
      </h2>
      {children}
    </section>
  );
}

/** Counts by state, each of which opens the runs that it counts. */
export function RunsTile({
  title,
  runs,
  states,
  endedFrom,
}: {
  title: string;
  runs: Overview['open'];
  states: readonly RunState[];
  /** Since when the runs ended that are counted. */
  endedFrom?: string;
}) {
  const { t, i18n } = useTranslation();
  const { project } = usePlace();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Tile title={title} more={runs.isPartial && <small className="soft">{t('overview.partial')}</small>}>
      <ul className="tile-counts">
        {states.map((state) => {
          const count = runs.counts[state] ?? 0;
          const look = lookOf(state);
          return (
            <li key={state}>
              <Link
                to="/p/$project/r"
                params={{ project }}
                search={{ state: [state], ...(endedFrom !== undefined && { endedFrom }) }}
                className={count === 0 ? 'is-none' : `family-${look.family}`}
              >
                <b>{number.format(count)}</b>
                <span>
                  <StateIcon look={look} size={14} />
                  {t(`state.${state}`)}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Tile>
  );
}

/** Whether servers and workers keep up. */
export function PlatformTile({ overview: { workers, lag } }: { overview: Overview }) {
  const { t } = useTranslation();
  const { project } = usePlace();
  const behindMs = Math.max(lag.schedulesMs, lag.timersMs);
  const isBehind = behindMs >= BEHIND_MS;
  return (
    <Tile title={t('overview.platform')}>
      <dl className="tile-facts">
        <div className={isBehind ? 'family-attention is-marked' : ''}>
          <dt>{t('overview.lag')}</dt>
          <dd>{isBehind ? durationText(behindMs) : t('overview.onTime')}</dd>
        </div>
        <div className={workers.online === 0 ? 'family-failed is-marked' : ''}>
          <dt>{t('overview.workers')}</dt>
          <dd>
            <Link to="/p/$project/fleet" params={{ project }}>
              {t('overview.online', { count: workers.online })}
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('overview.slots')}</dt>
          <dd>{t('overview.busy', { busy: workers.busy, slots: workers.slots })}</dd>
        </div>
      </dl>
    </Tile>
  );
}
