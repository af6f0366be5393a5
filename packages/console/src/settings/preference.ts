/** A choice that this browser remembers, one of a few. */
import { useSyncExternalStore } from 'react';

export interface Preference<T extends string> {
  readonly choices: readonly T[];
  readonly read: () => T;
  readonly choose: (next: T) => void;
  /** Another choice for as long as the page is open, as a link may ask for; what is no choice is passed over. */
  readonly lend: (next: string | undefined) => void;
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
  const hold = (next: T): void => {
    if (next === choice) return;
    choice = next;
    apply(next);
    for (const listener of listeners) listener();
  };
  return {
    choices,
    read,
    choose(next) {
      localStorage.setItem(key, next);
      hold(next);
    },
    lend(next) {
      const known = choices.find((each) => each === next);
      if (known) hold(known);
    },
    use: () => useSyncExternalStore(subscribe, read, read),
  };
}
