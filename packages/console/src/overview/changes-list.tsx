import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changesQuery } from '../api/overview-queries.ts';
import type { Place } from '../api/queries.ts';
import { Icon } from '../parts/icon.tsx';
import { QueryView } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';
import { type ChangeRow, changesIn } from './changes.ts';
import { lastVisit } from './last-visit.ts';

const SHOWN = 8;

/** What others changed while the reader was away. */
export function Changes({ place }: { place: Place }) {
  const { t } = useTranslation();
  const [since] = useState(() => lastVisit());
  const query = useQuery(changesQuery(since.toISOString()));
  const changes = useMemo(() => changesIn(query.data?.items ?? [], place.project), [query.data, place.project]);
  return (
    <section className="panel">
      <h2 className="panel-title">
        <span>
          {t('overview.changed')}{' '}
          <small className="soft">
            <Instant at={since.toISOString()} />
          </small>
        </span>
        <Link to="/p/$project/audit" params={{ project: place.project }}>
          {t('audit.title')}
        </Link>
      </h2>
      <QueryView query={query} rows={3}>
        {({ items, nextCursor }) => (
          <>
            {changes.length > 0 && (
              <ul className="plain-rows">
                {changes.slice(0, SHOWN).map((change) => (
                  <Change key={change.seq} change={change} project={place.project} />
                ))}
                {changes.length > SHOWN && (
                  <li>
                    <Link to="/p/$project/audit" params={{ project: place.project }} search={{ outcome: 'done' }}>
                      {t('overview.moreChanges', { count: changes.length - SHOWN })}
                    </Link>
                  </li>
                )}
              </ul>
            )}
            {nextCursor !== undefined ? (
              <p className="panel-note soft">{t('overview.changesCut', { count: items.length })}</p>
            ) : (
              changes.length === 0 && <p className="panel-note soft">{t('overview.noChange')}</p>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}

const NAMES_SHOWN = 3;

function Change({ change, project }: { change: ChangeRow; project: string }) {
  const { t } = useTranslation();
  const { action, command, actor, names, isWorkflow, environment, reason, at } = change;
  const hidden = names.length - NAMES_SHOWN;
  return (
    <li>
      <Icon name="person" />
      <span>
        {t(`changed.${action.replace('.', '_')}`, {
          actor,
          command: command === undefined ? '' : t(`bulkAction.${command}`, command),
        })}
        {names.slice(0, NAMES_SHOWN).map((name, position) => (
          <span key={name}>
            {position === 0 ? ' ' : ', '}
            {isWorkflow ? (
              <Link className="in-text" to="/p/$project/w/$workflow" params={{ project, workflow: name }}>
                {name}
              </Link>
            ) : (
              <b>{name}</b>
            )}
          </span>
        ))}
        {hidden > 0 && <span className="soft"> {t('overview.moreNames', { count: hidden })}</span>}
        {environment !== undefined && <span className="soft"> · {environment}</span>}
        {reason !== undefined && (
          <span className="row-text" translate="no">
            {reason}
          </span>
        )}
      </span>
      <span className="attention-since">
        <Instant at={at} />
      </span>
    </li>
  );
}
