/**
 * Nothing that is typed is lost with the page. Another page waits until the text says it and the draft is saved; a tab that
 * is hidden saves at once; one that is closed has no time to ask anybody, and leaves in this browser what was under way.
 */
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import type { Unsettled } from './unsettled.ts';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

/** Nobody is held longer: this browser has the text, and the request goes on without its page. */
const MOST_MS = 1_000;

interface Leaving {
  readonly editor: Pick<Editor, 'newest' | 'settled'>;
  readonly draft: Pick<Kept, 'keepHere' | 'save'>;
  readonly unsettled: Unsettled;
}

export function useKeepOnLeave(parts: Leaving): void {
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const keepHere = useCallback(() => {
    const { editor, draft } = latest.current;
    draft.keepHere(editor.newest());
  }, []);
  /** Without waiting for anybody. */
  const leave = useCallback(() => {
    for (const write of latest.current.unsettled) write();
    keepHere();
  }, [keepHere]);
  const isGone = useRef(false);
  const keep = useCallback(async () => {
    leave();
    await latest.current.editor.settled();
    // Without its page the text has nothing to say: this browser has it, and what was under way.
    if (isGone.current) return;
    keepHere();
    await latest.current.draft.save();
  }, [leave, keepHere]);

  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn: async ({ current, next }) => {
      if (!isLeft(current, next)) return false;
      await Promise.race([keep(), after(MOST_MS)]);
      // An edit that is not made by now never is: without its page it has no text.
      keepHere();
      return false;
    },
  });

  useEffect(() => {
    isGone.current = false;
    const onHide = () => {
      isGone.current = true;
      leave();
    };
    const onShow = () => {
      isGone.current = false;
    };
    const onVisibility = () => {
      if (document.visibilityState === 'hidden' && !isGone.current) void keep();
    };
    addEventListener('pagehide', onHide);
    addEventListener('pageshow', onShow);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      isGone.current = true;
      removeEventListener('pagehide', onHide);
      removeEventListener('pageshow', onShow);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [keep, leave]);
}

interface Address {
  readonly pathname: string;
  readonly search: { readonly env?: string };
}

/** Each environment has a page of its own; panes and tasks are chosen within one. */
export const isLeft = (current: Address, next: Address): boolean =>
  current.pathname !== next.pathname || current.search.env !== next.search.env;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
