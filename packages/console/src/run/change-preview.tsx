import type { RunChange, TaskChange } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { StateLabel } from '../states/state-label.tsx';
import './run-change.css';

const GROUPS = ['run', 'mark', 'keep'] as const;

/** What runs again, what counts without running, and what is kept: each task by its name. */
export function ChangePreview({ change }: { change: RunChange }) {
  const { t } = useTranslation();
  const words = (effect: TaskChange['effect'], count: number) =>
    effect === 'run'
      ? t('change.runs', { count })
      : effect === 'mark'
        ? t('change.marks', { count })
        : t('change.keeps', { count });
  return (
    <section className="change-preview" aria-label={t('change.preview')}>
      <p>{change.newRun ? t('change.newRun', { version: change.version }) : t('change.sameRun')}</p>
      {GROUPS.map((effect) => {
        const tasks = change.tasks.filter((task) => task.effect === effect);
        if (tasks.length === 0) return null;
        return (
          <details key={effect} open={effect !== 'keep' || tasks.length <= 8}>
            <summary>{words(effect, tasks.length)}</summary>
            <ul>
              {tasks.map(({ task, state, as }) => (
                <li key={task}>
                  <b>{task}</b>
                  {state !== undefined && <StateLabel state={state} />}
                  {effect === 'mark' && as !== undefined && (
                    <>
                      <span aria-hidden>→</span> <StateLabel state={as} reasonCode="MARKED" />
                    </>
                  )}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}
