import { useRef } from 'react';
import { useRowsOnPage } from './rows-in-sight.ts';
import { useSteadyColumns } from './steady-columns.ts';
import { Table, type TableProps } from './table.tsx';

/** With a second line under what it is called. */
const ROW_PX = 53;

/** A list of the page that may come to thousands of rows: those in sight are drawn. */
export function LongTable<Row>(table: TableProps<Row>) {
  const list = useRef<HTMLDivElement>(null);
  const inSight = useRowsOnPage(list, table.rows.length, ROW_PX);
  const headStyles = useSteadyColumns(list, table, inSight);
  return (
    <div className="table-frame" ref={list}>
      <Table {...table} inSight={inSight} {...(headStyles && { headStyles })} />
    </div>
  );
}
