import type { Run } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Up to the task that a run was started for. */
export function ParentCrumb({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { parent } = run;
  if (!parent) return null;
  const { runId, task, isPart, index, key, item } = parent;
  const which = key ?? (item === undefined ? undefined : JSON.stringify(item));
  return (
    <nav className="run-family" aria-label={t('children.crumb')}>
      <span>{t('children.crumb')}</span>
      <Link to="/p/$project/r/$runId" params={{ project: run.project, runId }} search={{ task }}>
        {task}
      </Link>
      {isPart && (
        <span>
          {t('children.item', { number: index + 1 })}
          {which !== undefined && <code> {which}</code>}
        </span>
      )}
    </nav>
  );
}
