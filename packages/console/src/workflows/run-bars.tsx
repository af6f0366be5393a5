import type { Workflow } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { Tooltip } from '../parts/tooltip.tsx';
import { useTranslation } from 'react-i18next';
import { lookOf } from '../states/families.ts';
import './run-bars.css';

const SHOWN = 14;

/** The last runs, oldest first; a failed one is also shorter and a running one hollow, not only another colour. */
export function RunBars({ project, runs }: { project: string; runs: Workflow['lastRuns'] }) {
  const { t } = useTranslation();
  if (runs.length === 0) return <span className="soft">{t('workflows.neverRun')}</span>;
  const shown = runs.slice(0, SHOWN).toReversed();
  return (
    <ul className="run-bars">
      {Array.from({ length: SHOWN - shown.length }, (_, place) => (
        <li key={`none-${place}`} aria-hidden />
      ))}
      {shown.map(({ id, state }) => {
        const { family, pattern } = lookOf(state);
        const name = t(`state.${state}`);
        return (
          <li key={id}>
            <Tooltip title={name}>
              <Link
                to="/p/$project/r/$runId"
                params={{ project, runId: id }}
                className={`run-bar family-${family} ${pattern} is-${state}`}
                aria-label={t('workflows.runBar', { state: name })}
              />
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
