import type { PromiseAtRisk } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';

/** Promises that are broken, or will be if it takes as long as usual. */
export function AtRisk({ promises }: { promises: readonly PromiseAtRisk[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t('overview.atRisk')}</h2>
      {promises.length === 0 ? (
        <p className="panel-note soft">{t('overview.noRisk')}</p>
      ) : (
        <ul className="plain-rows">
          {promises.map(({ project, runId, workflow, task, kind, term, missedAt, predictedAt }) => (
            <li key={`${runId}/${task ?? ''}/${kind}`} className={missedAt ? 'family-failed' : 'family-attention'}>
              <StateIcon look={{ family: missedAt ? 'failed' : 'attention', icon: 'clock', pattern: 'solid' }} />
              <span>
                <Link to="/p/$project/r/$runId" params={{ project, runId }} search={task === undefined ? {} : { task }}>
                  {workflow}
                </Link>
                {task !== undefined && <span className="soft"> / {task}</span>}
                <span className="row-text">
                  {t(missedAt ? 'overview.missed' : 'overview.risk', { what: t(`promise.${kind}`) })}
                  {!missedAt && predictedAt !== undefined && (
                    <>
                      {' · '}
                      {t('overview.predicted')} <Instant at={predictedAt} />
                    </>
                  )}
                </span>
              </span>
              <span className="attention-since">
                <Instant at={term} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
