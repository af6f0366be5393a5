import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../time/format.ts';
import { CELL_MS, countText, levelOf, type Week, type WeekCell, type WeekRow } from './week-layout.ts';
import './week-grid.css';

interface WeekGridProps {
  readonly week: Week;
  readonly zone: string;
  readonly now: number;
  /** Start of the chosen cell. */
  readonly selected: number | undefined;
  readonly onSelect: (at: number) => void;
}

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [0, -4],
  PageDown: [0, 4],
  Home: [-24, 0],
  End: [24, 0],
};

/** How many firings start in each quarter hour: by shade and in figures. Arrows move, Page Up and Down by days. */
export function WeekGrid({ week, zone, now, selected, onSelect }: WeekGridProps) {
  const { t, i18n } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const stop = selected ?? week.busiest?.at ?? week.from;
  const onKeyDown = (event: KeyboardEvent) => {
    const move = Object.hasOwn(MOVES, event.key) ? MOVES[event.key] : undefined;
    const cell = (event.target as HTMLElement).closest('td');
    if (!move || !cell) return;
    event.preventDefault();
    const row = (cell.parentElement as HTMLTableRowElement).rowIndex - 1;
    const [rows, columns] = [week.rows.length, week.dates.length * 4];
    const nextRow = Math.min(rows - 1, Math.max(0, row + move[0]));
    const nextColumn = Math.min(columns - 1, Math.max(0, cell.cellIndex - 1 + move[1]));
    table.current?.tBodies[0]?.rows[nextRow]?.cells[nextColumn + 1]?.querySelector('button')?.focus();
  };
  return (
    <div className="week-frame">
      <table className="week" role="grid" aria-label={t('upcoming.grid')} ref={table} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('upcoming.hour')}</span>
            </th>
            {week.dates.map((date) => (
              <th key={date} scope="colgroup" colSpan={4}>
                {dayText(date, i18n.language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.rows.map((row) => (
            <tr key={`${row.hour}${row.again}`}>
              <th scope="row">{hourText(row)}</th>
              {row.cells.map((cell, column) => (
                // Places of a grid: they have no other identity.
                <td key={column} className={column % 4 === 0 ? 'day-start' : undefined}>
                  {cell ? (
                    <Cell
                      cell={cell}
                      most={week.busiest?.count ?? 0}
                      isPast={cell.at + CELL_MS <= now}
                      isSelected={cell.at === selected}
                      isStop={cell.at === stop}
                      name={t('upcoming.cell', {
                        day: dayText(week.dates[Math.floor(column / 4)] ?? '', i18n.language),
                        time: `${String(row.hour).padStart(2, '0')}:${String((column % 4) * 15).padStart(2, '0')}`,
                        zone,
                        count: cell.count,
                      })}
                      onSelect={onSelect}
                    />
                  ) : (
                    <span className="no-time" title={t('upcoming.noSuchTime')} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const hourText = ({ hour, again }: WeekRow): string => `${String(hour).padStart(2, '0')}:00${again ? ' ②' : ''}`;

interface CellProps {
  readonly cell: WeekCell;
  readonly most: number;
  readonly isPast: boolean;
  readonly isSelected: boolean;
  readonly isStop: boolean;
  readonly name: string;
  readonly onSelect: (at: number) => void;
}

function Cell({ cell: { at, count }, most, isPast, isSelected, isStop, name, onSelect }: CellProps) {
  return (
    <button
      type="button"
      className={`week-cell level-${levelOf(count, most)}${isPast ? ' is-past' : ''}`}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={name}
      title={name}
      onClick={() => onSelect(at)}
    >
      {count > 0 && countText(count)}
    </button>
  );
}
