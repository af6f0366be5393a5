import type { Alert, FailureGroup, Overview, WaitGroup } from '@carillon/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { alertsQuery } from '../alerts/alert-queries.ts';
import { approvalsQuery } from '../api/approval-queries.ts';
import { nextFiringQuery, waitingQuery } from '../api/overview-queries.ts';
import type { Place } from '../api/queries.ts';
import { ErrorView } from '../parts/page.tsx';
import { LinkedText } from '../run/linked-text.tsx';
import { useCheckText } from '../run/check-text.ts';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';
import { AttentionRow } from './attention-row.tsx';
import { FailureRow } from './failure-row.tsx';

const SilenceDialog = lazy(async () => ({ default: (await import('../alerts/silence-dialog.tsx')).SilenceDialog }));

/** Shorter waits are the ordinary course of things. */
const LONG_MINUTES = 30;
const FAILURES_SHOWN = 8;

interface AttentionProps {
  readonly overview: Overview;
  readonly place: Place;
  readonly hours: number;
}

/** What a person has to look at: root causes of failures, long waits by what holds them, questions to people. */
export function Attention({ overview: { failures, since }, place, hours }: AttentionProps) {
  const { t } = useTranslation();
  const { project } = place;
  // What the dialog was opened for is its own: the cause may leave the list meanwhile, and its row the page.
  const [silenced, setSilenced] = useState<Alert>();
  const waiting = useQuery(waitingQuery(place, LONG_MINUTES));
  const approvals = useInfiniteQuery(approvalsQuery(place, 'open'));
  const known = useInfiniteQuery({ ...alertsQuery(place, {}), enabled: failures.length > 0 });
  const open = known.data?.pages.flatMap(({ items }) => items) ?? [];
  const asked = approvals.data?.pages.flatMap(({ items }) => items) ?? [];
  const waits = waiting.data?.items ?? [];
  const hidden = failures.length - FAILURES_SHOWN;
  return (
    <section className="panel attention">
      <h2>{t('overview.attention')}</h2>
      {failures.length === 0 && <Calm hours={hours} place={place} />}
      <ul className="attention-list">
        {failures.slice(0, FAILURES_SHOWN).map((failure) => (
          <FailureRow
            key={failure.fingerprint}
            failure={failure}
            environment={place.environment}
            since={since}
            alert={alertOf(failure, open, known.hasNextPage)}
            onSilence={setSilenced}
          />
        ))}
        {hidden > 0 && (
          <li className="attention-more">
            <Link to="/p/$project/r" params={{ project }} search={{ state: ['failed'], endedFrom: since }}>
              {t('overview.moreFailures', { count: hidden })}
            </Link>
          </li>
        )}
        {waits.map((group) => (
          <Waits key={group.code} group={group} />
        ))}
        {asked.length > 0 && (
          <AttentionRow
            state="waiting"
            family="attention"
            title={t('overview.approvals', { count: asked.length, more: approvals.hasNextPage ? '+' : '' })}
            text={[...new Set(asked.map(({ workflow }) => workflow))].slice(0, 3).join(', ')}
            since={asked.at(-1)?.requestedAt}
          >
            <Link to="/p/$project/approvals" params={{ project }}>
              {t('overview.review')}
            </Link>
          </AttentionRow>
        )}
      </ul>
      {silenced && (
        <Suspense>
          <SilenceDialog of={silenced} onClose={() => setSilenced(undefined)} />
        </Suspense>
      )}
      {approvals.error && <ErrorView error={approvals.error} retry={() => void approvals.refetch()} />}
      {waiting.error && <ErrorView error={waiting.error} retry={() => void waiting.refetch()} />}
    </section>
  );
}

/**
 * The cause as the alerter counts it: by itself, or with the others of a task that has too many. A cause of its own may be among those
 * that are not listed: open ones beyond the first page, and one that recovered before the others failed.
 */
function alertOf(failure: FailureGroup, open: readonly Alert[], hasMore: boolean): Alert | undefined {
  const { fingerprint, project, workflow, task, reason, last } = failure;
  const isOther = (each: Alert) =>
    each.holdsOthers &&
    each.openedAt <= last &&
    each.project === project &&
    each.workflow === workflow &&
    each.task === task &&
    each.reason.code === reason.code;
  return open.find((each) => each.fingerprint === fingerprint) ?? (hasMore ? undefined : open.find(isOther));
}

function Calm({ hours, place }: { hours: number; place: Place }) {
  const { t } = useTranslation();
  const { data: next } = useQuery(nextFiringQuery(place));
  return (
    <div className="calm family-success">
      <StateIcon look={lookOf('success')} size={20} />
      <p>
        <b>{t('overview.calm', { count: hours })}</b>
        {next && (
          <span className="soft">
            {t('overview.nextFiring')}{' '}
            <Link
              className="in-text"
              to="/p/$project/w/$workflow"
              params={{ project: next.project, workflow: next.workflow }}
            >
              {next.workflow}
            </Link>{' '}
            <Instant at={next.startsAt} />
          </span>
        )}
      </p>
    </div>
  );
}

function Waits({ group }: { group: WaitGroup }) {
  const { t } = useTranslation();
  const checkText = useCheckText();
  const { project, workflow, runId, task, runs } = group;
  return (
    <AttentionRow
      state="waiting"
      title={
        <>
          <Link to="/p/$project/r/$runId" params={{ project, runId }} search={task === undefined ? {} : { task }}>
            {workflow}
          </Link>
          {task !== undefined && <span className="soft"> / {task}</span>}
        </>
      }
      text={<LinkedText text={checkText(group.answer)} />}
      since={group.since}
    >
      <span className="soft">{t('overview.waitingRuns', { count: runs })}</span>
    </AttentionRow>
  );
}
