/** Light, dark or as the system has it. `public/theme.js` sets the first one before the first paint. */
import { useSyncExternalStore } from 'react';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
export const THEME_NAMES = { system: 'bar.themeSystem', light: 'bar.themeLight', dark: 'bar.themeDark' } as const;
export type ThemeMode = 'light' | 'dark';

const KEY = 'carillon.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

interface Theme {
  readonly choice: ThemeChoice;
  readonly mode: ThemeMode;
}

function read(): Theme {
  const stored = localStorage.getItem(KEY);
  const choice = THEME_CHOICES.find((known) => known === stored) ?? 'system';
  return { choice, mode: choice === 'system' ? (system.matches ? 'dark' : 'light') : choice };
}

let theme = read();

function update(): void {
  theme = read();
  document.documentElement.dataset['theme'] = theme.mode;
  for (const listener of listeners) listener();
}

system.addEventListener('change', update);

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  update();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => theme,
  );
}
