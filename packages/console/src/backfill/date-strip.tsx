import type { BackfillDate } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { backfillDateLookOf } from '../states/families.ts';
import { useReasonText } from '../states/reason.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { BackfillDateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';

interface DateStripProps {
  readonly project: string;
  readonly dates: readonly BackfillDate[];
}

/** Every date as a small box, in the order of their start; one that has a run opens it. Arrows move. */
export function DateStrip({ project, dates }: DateStripProps) {
  const { t, i18n } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const [looked, setLooked] = useState<string>();
  const onKeyDown = (event: KeyboardEvent) => {
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: dates.length - 1,
    };
    const next = Object.hasOwn(places, event.key) ? places[event.key] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    list.current?.querySelectorAll<HTMLElement>('[data-place]')[Math.min(dates.length - 1, Math.max(0, next))]?.focus();
  };
  const shown =
    dates.find(({ logicalTime }) => logicalTime === looked) ??
    dates.find(({ state }) => state === 'failed') ??
    dates[0];
  return (
    <>
      <ul className="date-strip" ref={list} onKeyDown={onKeyDown} aria-label={t('backfill.dateList')}>
        {dates.map(({ logicalTime, logicalDate, state, runId }, place) => {
          const look = backfillDateLookOf(state);
          const common = {
            'data-place': place,
            className: `strip-date family-${look.family} ${look.pattern}`,
            tabIndex: place === Math.min(at, dates.length - 1) ? 0 : -1,
            'aria-label': `${dateLabel(logicalDate, i18n.language)}: ${t(`backfillDate.${state}`)}`,
            onFocus: () => (setAt(place), setLooked(logicalTime)),
            onPointerEnter: () => setLooked(logicalTime),
          };
          const sign = (
            <>
              <StateIcon look={look} size={14} />
              <span>{logicalDate.slice(8)}</span>
            </>
          );
          const startsMonth = place === 0 || dates[place - 1]?.logicalDate.slice(0, 7) !== logicalDate.slice(0, 7);
          return (
            <li key={logicalTime} data-month={startsMonth ? logicalDate.slice(0, 7) : undefined}>
              {runId === undefined ? (
                <button type="button" {...common}>
                  {sign}
                </button>
              ) : (
                <Link to="/p/$project/r/$runId" params={{ project, runId }} {...common}>
                  {sign}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {shown && <DateDetails date={shown} />}
    </>
  );
}

/** Always there, so that pointing at a date moves nothing. */
function DateDetails({
  date: { logicalDate, state, reason, startedAt, endedAt, downstream = [] },
}: {
  date: BackfillDate;
}) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  return (
    <div className="panel-details">
      <b>{dateLabel(logicalDate, i18n.language)}</b>
      <BackfillDateLabel state={state} />
      {startedAt !== undefined && (
        <span>
          {t('runs.duration')} <Elapsed from={startedAt} to={endedAt} />
        </span>
      )}
      {reason && <span>{sentence(reason)}</span>}
      {downstream.length > 0 && (
        <span className="soft">
          {t('backfill.withDownstream', { names: downstream.map(({ workflow }) => workflow).join(', ') })}
        </span>
      )}
    </div>
  );
}
