/** Single keys (UX 2.4): ignored while one types, composes with an input method, or holds a modifier. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null)
  );
}

/** Calls `act` for a key that is pressed alone. */
export function onSingleKey(act: (key: string, event: KeyboardEvent) => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    act(event.key, event);
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!filter) return;
  event.preventDefault();
  filter.focus();
  filter.select();
}

const PAGES = {
  w: '/p/$project/w',
  r: '/p/$project/r',
  s: '/p/$project/schedule',
  f: '/p/$project/fleet',
} as const;

export function useShortcuts(project: string, showHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goneAt = 0;
    return onSingleKey((key, event) => {
      const going = event.timeStamp - goneAt < SEQUENCE_MS;
      goneAt = key === 'g' ? event.timeStamp : 0;
      const page = going && Object.hasOwn(PAGES, key) ? PAGES[key as keyof typeof PAGES] : undefined;
      if (page) void navigate({ to: page, params: { project } });
      else if (key === '/') focusFilter(event);
      else if (key === '?') showHelp();
    });
  }, [navigate, project, showHelp]);
}
