import type { RunEvent } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { eventsQuery } from '../api/queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView } from '../parts/page.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { absoluteText, clockText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** What happened, newest last; with `task`, only what happened to it. */
export function EventList({ runId, task }: { runId: string; task?: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(eventsQuery(runId));
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const shown = pages
          .flatMap(({ items }) => items)
          .map((event) =>
            task === undefined
              ? event
              : { ...event, transitions: event.transitions.filter((step) => step.task === task) },
          )
          .filter(({ transitions }) => transitions.length > 0);
        if (shown.length === 0 && !query.hasNextPage) return <p className="tab-note">{t('events.none')}</p>;
        return (
          <div className="event-pages">
            <ol className="events">
              {shown.map((event) => (
                <EventView key={event.seq} event={event} withTask={task === undefined} />
              ))}
            </ol>
            <LoadMore query={query} />
          </div>
        );
      }}
    </QueryView>
  );
}

function EventView({ event, withTask }: { event: RunEvent; withTask: boolean }) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  const zone = useZone();
  const at = new Date(event.at);
  return (
    <li>
      <time dateTime={event.at} title={absoluteText(at, zone, i18n.language)}>
        {clockText(at, zone, i18n.language, true)}
      </time>
      <ul>
        {event.transitions.map((step) => (
          <li key={`${step.task ?? ''} ${step.attempt ?? ''} ${step.to}`}>
            {withTask && <b>{step.task ?? t('events.run')}</b>}
            <StateLabel state={step.to} reasonCode={step.reason?.code} />
            {step.attempt !== undefined && step.attempt > 1 && (
              <span className="soft">{t('events.attempt', { attempt: step.attempt })}</span>
            )}
            {step.reason && <span className="soft">{sentence(step.reason)}</span>}
          </li>
        ))}
      </ul>
      {event.actor !== undefined && <span className="soft event-actor">{t('events.by', { actor: event.actor })}</span>}
    </li>
  );
}
