import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Column } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';

interface Changed {
  readonly updatedAt: string;
  /** Empty: the program itself. */
  readonly updatedBy: string;
}

/** When it was changed last, and by whom. */
export function useUpdatedColumn<Row extends Changed>(): Column<Row> {
  const { t } = useTranslation();
  return {
    key: 'updated',
    title: t('admin.updated'),
    className: 'wide',
    cell: ({ updatedAt, updatedBy }) => (
      <>
        <Instant at={updatedAt} />
        <div className="workflow-title">{updatedBy}</div>
      </>
    ),
  };
}

export function useLastUsedColumn<Row extends { readonly lastUsedAt?: string | undefined }>(): Column<Row> {
  const { t } = useTranslation();
  return {
    key: 'lastUsed',
    title: t('admin.lastUsed'),
    className: 'medium',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === undefined ? <span className="soft">{t('admin.neverUsed')}</span> : <Instant at={lastUsedAt} />,
  };
}

interface RowAction<Row> {
  readonly key: string;
  readonly text: string;
  /** Tells the buttons of several rows apart. */
  readonly name: (row: Row) => string;
  readonly act: (row: Row) => void;
}

/** Buttons that open dialogs, last in each row. */
export function useActionsColumn<Row>(actions: readonly RowAction<Row>[]): Column<Row> {
  const { t } = useTranslation();
  return {
    key: 'do',
    title: <span className="visually-hidden">{t('admin.actions')}</span>,
    cellClassName: 'admin-actions',
    cell: (row) => (
      <div className="toolbar-group">
        {actions.map(({ key, text, name, act }) => (
          <Button key={key} size="small" aria-label={name(row)} onClick={() => act(row)}>
            {text}
          </Button>
        ))}
      </div>
    ),
  };
}
