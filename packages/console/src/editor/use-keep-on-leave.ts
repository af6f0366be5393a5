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
  readonly editor: Pick<Editor, 'newest' | 'underway' | 'settled'>;
  readonly draft: Pick<Kept, 'keep' | 'keepHere'>;
  readonly unsettled: Unsettled;
}

export function useKeepOnLeave(parts: Leaving): void {
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const settle = useCallback(() => {
    for (const write of latest.current.unsettled) write();
  }, []);
  const keep = useCallback(async () => {
    settle();
    await latest.current.editor.settled();
    const { editor, draft } = latest.current;
    await draft.keep(editor.newest());
  }, [settle]);

  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname !== next.pathname) await Promise.race([keep(), after(MOST_MS)]);
      return false;
    },
  });

  useEffect(() => {
    let isGone = false;
    const onHide = () => {
      isGone = true;
      settle();
      const { editor, draft } = latest.current;
      draft.keepHere(editor.newest(), editor.underway());
    };
    const onShow = () => {
      isGone = false;
    };
    const onVisibility = () => {
      if (document.visibilityState === 'hidden' && !isGone) void keep();
    };
    addEventListener('pagehide', onHide);
    addEventListener('pageshow', onShow);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      removeEventListener('pagehide', onHide);
      removeEventListener('pageshow', onShow);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [keep, settle]);
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
