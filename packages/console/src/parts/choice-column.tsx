import { useTranslation } from 'react-i18next';
import type { Column } from './table.tsx';
import './choice-column.css';

interface Choice<Row> {
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
  readonly idOf: (row: Row) => string;
  /** What a screen reader calls the row. */
  readonly nameOf: (row: Row) => string;
}

/** A box in each row, first; `x` ticks the one of the row that is stood on. */
export function useChoiceColumn<Row>({ chosen, onChoose, idOf, nameOf }: Choice<Row>): Column<Row> {
  const { t } = useTranslation();
  return {
    key: 'choose',
    title: <span className="visually-hidden">{t('list.choose')}</span>,
    className: 'choose',
    cell: (row) => (
      <label>
        <input
          type="checkbox"
          checked={chosen.includes(idOf(row))}
          aria-label={t('list.chooseRow', { name: nameOf(row) })}
          onChange={({ target }) =>
            onChoose(target.checked ? [...chosen, idOf(row)] : chosen.filter((other) => other !== idOf(row)))
          }
        />
      </label>
    ),
  };
}
