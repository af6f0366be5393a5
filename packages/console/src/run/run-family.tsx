import type { Run } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StateLabel } from '../states/state-label.tsx';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** The runs that were made of one another, newest first: the newest is what its date counts as. */
export function RunFamily({ run }: { run: Run }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { family } = run;
  if (!family) return null;
  return (
    <nav className="run-family" aria-label={t('change.family')}>
      <span>{run.rerunOf === undefined ? t('change.family') : t('change.isRerun')}</span>
      <ol>
        {family.map((member, n) => (
          <li key={member.id}>
            <StateLabel state={member.state} />
            {member.id === run.id ? (
              <span aria-current="page">{t('change.thisRun')}</span>
            ) : (
              <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: member.id }}>
                {shortText(new Date(member.createdAt), zone, i18n.language)}
              </Link>
            )}
            {n === 0 && <span>{t('change.newest')}</span>}
            {member.rerunOf === undefined && <span>{t('change.first')}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
