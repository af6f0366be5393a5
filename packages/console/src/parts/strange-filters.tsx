import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { strangeParts } from './search-words.ts';
import './strange-filters.css';

interface StrangeFiltersProps {
  /** The search params as they stand in the address. */
  readonly written: object;
  /** What the page reads of them. */
  readonly known: object;
  readonly onDrop: () => void;
}

/** Whoever opens an address that was mistyped, or made for another version, is told what is not in force. */
export function StrangeFilters({ written, known, onDrop }: StrangeFiltersProps) {
  const { t } = useTranslation();
  const strange = strangeParts(written, known);
  if (strange.length === 0) return null;
  return (
    <p className="strange-filters" role="status">
      <span>
        {t('address.strange')}{' '}
        {strange.map((part) => (
          <code key={part}>{part}</code>
        ))}
      </span>
      <Button size="small" onClick={onDrop}>
        {t('address.dropStrange')}
      </Button>
    </p>
  );
}
