import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recentAuditQuery } from '../api/overview-queries.ts';
import type { Place } from '../api/queries.ts';
import { Icon } from '../parts/icon.tsx';
import { QueryView } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';
import { type ChangeRow, changesSince } from './changes.ts';
import { lastVisit } from './last-visit.ts';

const SHOWN = 8;

/** What others changed while the reader was away. */
export function Changes({ place }: { place: Place }) {
  const { t } = useTranslation();
  const [since] = useState(() => lastVisit());
  const query = useQuery(recentAuditQuery(place));
  const changes = useMemo(
    () => changesSince(query.data?.items ?? [], since, place.project),
    [query.data, since, place.project],
  );
  return (
    <section className="panel">
      <h2 className="panel-title">
        {t('overview.changed')}
        <small className="soft">
          <Instant at={since.toISOString()} />
        </small>
      </h2>
      <QueryView query={query} rows={3}>
        {() =>
          changes.length === 0 ? (
            <p className="panel-note soft">{t('overview.noChange')}</p>
          ) : (
            <ul className="plain-rows">
              {changes.slice(0, SHOWN).map((change) => (
                <Change key={change.seq} change={change} project={place.project} />
              ))}
              {changes.length > SHOWN && (
                <li className="soft">{t('overview.moreChanges', { count: changes.length - SHOWN })}</li>
              )}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

const NAMES_SHOWN = 3;

function Change({ change, project }: { change: ChangeRow; project: string }) {
  const { t } = useTranslation();
  const { action, command, actor, names, isWorkflow, reason, at } = change;
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
