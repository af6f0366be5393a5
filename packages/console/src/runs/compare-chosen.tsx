import { useTranslation } from 'react-i18next';
import { LinkButton } from '../parts/link-button.tsx';
import { Button } from 'antd';

interface CompareChosenProps {
  readonly project: string;
  /** In the order of the list: newest first. */
  readonly chosen: readonly string[];
  readonly onClear: () => void;
}

/** What may be done with the rows that are ticked. */
export function CompareChosen({ project, chosen: [first, second, ...more], onClear }: CompareChosenProps) {
  const { t } = useTranslation();
  if (first === undefined) return null;
  const count = more.length + (second === undefined ? 1 : 2);
  return (
    <div className="chosen-bar" role="status">
      <span>{count > 2 ? t('compare.tooMany', { count }) : t('compare.chosen', { count })}</span>
      {second !== undefined && more.length === 0 && (
        <LinkButton
          type="primary"
          to="/p/$project/r/$runId/compare"
          params={{ project, runId: first }}
          search={{ with: second }}
        >
          {t('compare.open')}
        </LinkButton>
      )}
      <Button type="link" onClick={onClear}>
        {t('compare.none')}
      </Button>
    </div>
  );
}
