import type { Run } from '@carillon/protocol';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ActOnRuns } from '../bulk/bulk-entry.tsx';
import { LinkButton } from '../parts/link-button.tsx';

interface ChosenRunsProps {
  readonly place: Place;
  /** In the order of the list: newest first. */
  readonly chosen: readonly Run[];
  readonly onClear: () => void;
}

/** What may be done with the rows that are ticked. */
export function ChosenRuns({ place, chosen, onClear }: ChosenRunsProps) {
  const { t } = useTranslation();
  const count = chosen.length;
  const [first, second] = chosen;
  if (first === undefined) return null;
  const text = count === 1 ? 'runs.chosenFirst' : count === 2 ? 'runs.chosen' : 'runs.chosenMany';
  return (
    <div className="chosen-bar">
      <span role="status">{t(text, { count })}</span>
      {second !== undefined && count === 2 && (
        <LinkButton
          to="/p/$project/r/$runId/compare"
          params={{ project: place.project, runId: first.id }}
          search={{ with: second.id }}
        >
          {t('compare.open')}
        </LinkButton>
      )}
      <ActOnRuns place={place} of={{ runs: chosen }} text={t('runs.actOnChosen')} isPrimary />
      <Button type="link" onClick={onClear}>
        {t('compare.none')}
      </Button>
    </div>
  );
}
