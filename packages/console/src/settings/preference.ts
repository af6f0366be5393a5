/** A choice that this browser remembers, one of a few. */
import { useSyncExternalStore } from 'react';

export interface Preference<T extends string> {
  readonly choices: readonly T[];
  readonly read: () => T;
  readonly choose: (next: T) => void;
  /** The choice as it stands, drawn anew when it changes. */
  readonly use: () => T;
}

/** The first choice holds where nothing was chosen. @param apply called for the first choice as well */
export function createPreference<T extends string>(
  key: string,
  choices: readonly [T, ...T[]],
  apply: (choice: T) => void = () => {},
): Preference<T> {
  const listeners = new Set<() => void>();
  const stored = globalThis.localStorage?.getItem(key);
  let choice = choices.find((known) => known === stored) ?? choices[0];
  apply(choice);
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const read = (): T => choice;
  return {
    choices,
    read,
    choose(next) {
      choice = next;
      localStorage.setItem(key, next);
      apply(next);
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, read, read),
  };
}
