/** Which columns of a list are shown: chosen by the reader, kept in this browser. */
import { useCallback, useState } from 'react';
import type { Column } from './table.tsx';

export interface ChosenColumns<Row> {
  readonly shown: readonly Column<Row>[];
  readonly choices: readonly { readonly key: string; readonly title: string; readonly isShown: boolean }[];
  readonly toggle: (key: string) => void;
}

const keyOf = (list: string): string => `carillon.columns.${list}`;

function readHidden(list: string): ReadonlySet<string> {
  return new Set((localStorage.getItem(keyOf(list)) ?? '').split(',').filter(Boolean));
}

/** Columns whose title is a text may be hidden, but for those that say what the row is: they hold its name. */
export function useColumns<Row>(list: string, columns: readonly Column<Row>[]): ChosenColumns<Row> {
  const [hidden, setHidden] = useState(() => readHidden(list));
  const toggle = useCallback(
    (key: string) =>
      setHidden((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        localStorage.setItem(keyOf(list), [...next].join(','));
        return next;
      }),
    [list],
  );
  const choices = columns
    .filter(({ cellClassName }) => cellClassName !== 'name')
    .flatMap(({ key, title }) => (typeof title === 'string' ? [{ key, title, isShown: !hidden.has(key) }] : []));
  return { shown: columns.filter(({ key }) => !hidden.has(key)), choices, toggle };
}
