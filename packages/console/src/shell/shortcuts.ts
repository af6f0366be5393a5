/** Single keys (UX 2.4): ignored while one types, composes with an input method, or holds a modifier, and where they are off. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { singleKeys } from '../settings/preferences.ts';
import { moveInList } from './list-keys.ts';

const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog, [role="dialog"]') !== null)
  );
}

/** @param act is told whether the key comes second, right behind a `g` */
function onKey(act: (event: KeyboardEvent, isGoing: boolean) => void): () => void {
  let goneAt = Number.NEGATIVE_INFINITY;
  const listener = (event: KeyboardEvent) => {
    if (singleKeys.read() === 'off') return;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const isGoing = event.timeStamp - goneAt < SEQUENCE_MS;
    goneAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    act(event, isGoing);
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

/** Calls `act` for a key that is pressed alone. */
export function onSingleKey(act: (key: string, event: KeyboardEvent) => void): () => void {
  return onKey((event, isGoing) => {
    if (!isGoing) act(event.key, event);
  });
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!filter) return;
  event.preventDefault();
  filter.focus();
  filter.select();
}

const PAGES = {
  o: '/p/$project',
  w: '/p/$project/w',
  r: '/p/$project/r',
  s: '/p/$project/schedule',
  a: '/p/$project/alerts',
  f: '/p/$project/fleet',
  h: '/p/$project/health',
  d: '/p/$project/datasets',
  u: '/p/$project/audit',
  m: '/p/$project/admin',
} as const;

/** With a modifier, so that it opens from everywhere, whoever types; not while an input method composes. */
const isPaletteKey = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' &&
  (event.ctrlKey || event.metaKey) &&
  !event.altKey &&
  !event.shiftKey &&
  !event.isComposing;

interface Shown {
  readonly help: () => void;
  readonly palette: () => void;
  readonly copyLink: () => void;
}

export function useShortcuts(project: string, { help, palette, copyLink }: Shown): void {
  const navigate = useNavigate();
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isPaletteKey(event)) return;
      event.preventDefault();
      palette();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [palette]);
  useEffect(() => {
    return onKey((event, isGoing) => {
      const { key } = event;
      const page = isGoing && Object.hasOwn(PAGES, key) ? PAGES[key as keyof typeof PAGES] : undefined;
      if (page) void navigate({ to: page, params: { project } });
      else if (key === '/') focusFilter(event);
      else if (key === '?') help();
      else if (!isGoing && key === 'c') copyLink();
      else if (!isGoing && moveInList(key)) event.preventDefault();
    });
  }, [navigate, project, help, copyLink]);
}
