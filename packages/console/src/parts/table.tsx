import { type CSSProperties, memo, type ReactNode } from 'react';
import type { RowsInSight } from './rows-in-sight.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Of the head and of every cell: where the column goes on a narrow screen, how it is aligned. */
  readonly className?: string;
  /** Shown to who asks for it. */
  readonly isExtra?: boolean;
  /** Of the cells alone. */
  readonly cellClassName?: string;
}

export interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly rowClassName?: (row: Row) => string;
  /** Only these are drawn. */
  readonly inSight?: RowsInSight;
  /** Of the cells of the head: they say how wide the columns are. */
  readonly headStyles?: readonly CSSProperties[];
}

/** Rows under a head that stays. What a column shows is said once, for its head and for its cells. */
export function Table<Row>({ columns, rows, rowKey, rowClassName, inSight, headStyles }: TableProps<Row>) {
  const { from = 0, to = rows.length, before = 0, behind = 0, measure } = inSight ?? {};
  return (
    <table className="table" {...(inSight && { 'aria-rowcount': rows.length + 1 })}>
      <thead>
        <tr>
          {columns.map(({ key, title, className }, n) => (
            <th key={key} scope="col" className={className} style={headStyles?.[n]}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <tr aria-hidden style={{ height: before }} />}
        {rows.slice(from, to).map((row, n) => (
          <TableRow
            key={rowKey(row)}
            row={row}
            columns={columns}
            className={rowClassName?.(row)}
            {...(measure && { measure, index: from + n })}
          />
        ))}
        {behind > 0 && <tr aria-hidden style={{ height: behind }} />}
      </tbody>
    </table>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly className: string | undefined;
  readonly measure?: RowsInSight['measure'];
  /** Of those that are not drawn, too. */
  readonly index?: number;
}

/** While a list is scrolled, rows come and go at its ends; those between are not drawn anew. */
const TableRow = memo(function TableRow<Row>({ row, columns, className, measure, index }: TableRowProps<Row>) {
  return (
    <tr
      className={className}
      {...(index !== undefined && { ref: measure, 'data-index': index, 'aria-rowindex': index + 2 })}
    >
      {columns.map(({ key, cell, className: ofColumn, cellClassName }) => (
        <td key={key} className={[ofColumn, cellClassName].filter(Boolean).join(' ') || undefined}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

interface FramedTableProps<Row> extends TableProps<Row> {
  /** Where nothing in the rows takes the focus, the frame does under this name, so that keys can scroll it. */
  readonly label?: string;
}

/** A table that scrolls sideways in its own frame, never the page. */
export function FramedTable<Row>({ label, ...table }: FramedTableProps<Row>) {
  return (
    <div className="table-frame" {...(label !== undefined && { role: 'region', 'aria-label': label, tabIndex: 0 })}>
      <Table {...table} />
    </div>
  );
}
