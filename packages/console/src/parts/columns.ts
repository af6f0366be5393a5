/** Which columns of a list are shown: chosen by the reader, kept in this browser. */
import { useCallback, useState } from 'react';
import type { Column } from './table.tsx';

export interface ChosenColumns<Row> {
  readonly shown: readonly Column<Row>[];
  readonly choices: readonly { readonly key: string; readonly title: string; readonly isShown: boolean }[];
  readonly toggle: (key: string) => void;
}

const keyOf = (list: string): string => `carillon.columns.${list}`;

/** Columns that are not as they are for everybody. */
function readToggled(list: string): ReadonlySet<string> {
  return new Set((localStorage.getItem(keyOf(list)) ?? '').split(',').filter(Boolean));
}

/** Columns whose title is a text may be hidden, but for those that say what the row is: they hold its name. */
export function useColumns<Row>(list: string, columns: readonly Column<Row>[]): ChosenColumns<Row> {
  const [toggled, setToggled] = useState(() => readToggled(list));
  const toggle = useCallback(
    (key: string) =>
      setToggled((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        localStorage.setItem(keyOf(list), [...next].join(','));
        return next;
      }),
    [list],
  );
  const isShown = ({ key, isExtra = false }: Column<Row>) => toggled.has(key) === isExtra;
  const choices = columns
    .filter(({ cellClassName }) => cellClassName !== 'name')
    .flatMap((column) => {
      const { key, title } = column;
      return typeof title === 'string' ? [{ key, title, isShown: isShown(column) }] : [];
    });
  return { shown: columns.filter(isShown), choices, toggle };
}
