/** The run whose values stand in for those that are not known while one writes. */
import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenRun, newestRunsQuery, type Place } from '../api/queries.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

const SHOWN = 10;
/** No run has this id: nobody has chosen yet. */
const NEWEST = 'newest';

export interface FormerRun {
  readonly runs: readonly Run[];
  readonly chosen: Run | undefined;
  /** Undefined: none. */
  readonly choose: (id: string | undefined) => void;
}

/** The newest one that has ended, until another is chosen. */
export function useFormerRun(place: Place, workflow: string): FormerRun {
  const [id, choose] = useState<string | undefined>(NEWEST);
  const { data } = useQuery(newestRunsQuery(place, { workflow }, SHOWN));
  const runs = data?.items ?? [];
  const chosen = id === NEWEST ? runs.find((run) => !isOpenRun(run)) : runs.find((run) => run.id === id);
  return { runs, chosen, choose };
}

export function FormerRunSelect({ former: { runs, chosen, choose }, hint }: { former: FormerRun; hint: string }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const id = useId();
  const nameOf = ({ logicalDate, state, createdAt }: Run): string =>
    [logicalDate, t(`state.${state}`), shortText(new Date(createdAt), zone, i18n.language)]
      .filter((part) => part !== undefined)
      .join(' · ');
  return (
    <div className="field">
      <label htmlFor={id}>{t('editor.formerRun')}</label>
      <Select
        id={id}
        allowClear
        value={chosen?.id ?? null}
        placeholder={t('editor.noFormerRun')}
        aria-describedby={`${id}-hint`}
        onChange={(next: string | null) => choose(next ?? undefined)}
        options={runs.map((run) => ({ value: run.id, label: nameOf(run) }))}
      />
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  );
}
