import type { TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { attemptsQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { Instant } from '../time/instant.tsx';

export function AttemptList({ task, onOpenLog }: { task: TaskRun; onOpenLog: (attempt: number) => void }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const query = useQuery(attemptsQuery(task.runId, task.id));
  return (
    <QueryView query={query} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="tab-note">{t('attempts.none')}</p>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('attempts.number')}</th>
                <th scope="col">{t('attempts.state')}</th>
                <th scope="col" className="medium">
                  {t('attempts.worker')}
                </th>
                <th scope="col" className="medium">
                  {t('attempts.dispatched')}
                </th>
                <th scope="col" className="number">
                  {t('attempts.duration')}
                </th>
                <th scope="col" className="number medium">
                  {t('attempts.exitCode')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((attempt) => (
                <tr key={attempt.id}>
                  <td className="name">
                    <button
                      type="button"
                      className="link"
                      onClick={() => onOpenLog(attempt.attempt)}
                      aria-label={t('attempts.openLog', { attempt: attempt.attempt })}
                    >
                      {attempt.attempt}
                    </button>
                  </td>
                  <td>
                    <StateLabel state={attempt.state} reasonCode={attempt.reason?.code} />
                    {attempt.reason && <div className="workflow-title">{sentence(attempt.reason)}</div>}
                  </td>
                  <td className="medium soft">
                    <span title={`${t('attempts.fence')} ${attempt.fence}`}>{attempt.worker ?? '–'}</span>
                  </td>
                  <td className="medium">
                    <Instant at={attempt.dispatchedAt} />
                  </td>
                  <td className="number">
                    <Elapsed from={attempt.startedAt} to={attempt.endedAt} />
                  </td>
                  <td className="number medium">{attempt.exitCode ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </QueryView>
  );
}
