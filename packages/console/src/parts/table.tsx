import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Of the head and of every cell: where the column goes on a narrow screen, how it is aligned. */
  readonly className?: string;
  /** Of the cells alone. */
  readonly cellClassName?: string;
}

interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly rowClassName?: (row: Row) => string;
  /** Names the table where no heading does. */
  readonly label?: string;
}

/** Rows under a head that stays. What a column shows is said once, for its head and for its cells. */
export function Table<Row>({ columns, rows, rowKey, rowClassName, label }: TableProps<Row>) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ key, title, className }) => (
            <th key={key} scope="col" className={className}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className={rowClassName?.(row)}>
            {columns.map(({ key, cell, className, cellClassName }) => (
              <td key={key} className={[className, cellClassName].filter(Boolean).join(' ') || undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A table that scrolls sideways in its own frame, never the page. */
export function FramedTable<Row>(props: TableProps<Row>) {
  return (
    <div className="table-frame">
      <Table {...props} />
    </div>
  );
}
