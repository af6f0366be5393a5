/**
 * Keeps what is written: in the browser at once, on the server a second later. Somebody else's save is never
 * written over: saving stops, and the reader chooses.
 */
import type { Draft } from '@carillon/protocol';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { forgetLocal, forgetSaved, readDraft, saveDraft, type SeenDraft, withSent, writeLocal } from './drafts.ts';

export interface DraftStart {
  readonly text: string;
  /** Of the server's draft; 0: there is none. */
  readonly revision: number;
  readonly baseVersion: number | undefined;
  /** What stood there when this text was begun: others' changes are merged against it. */
  readonly before: string;
  /** What the server has; undefined: nothing. */
  readonly saved: string | undefined;
  /** Of a text that this browser kept: what is still to be made of it, and saves of it that nobody has answered. */
  readonly edits?: readonly WorkflowEdit[];
  readonly sent?: readonly string[];
}

interface Seen extends SeenDraft {
  readonly baseVersion: number | undefined;
  readonly before: string;
  /** What the server has; undefined: nothing. */
  readonly saved: string | undefined;
}

export interface Kept {
  readonly state: 'same' | 'saving' | 'saved' | 'local' | 'nowhere' | 'conflict';
  readonly baseVersion: number | undefined;
  readonly before: string;
  /** Of the server's draft as it was seen last; 0: there was none. */
  readonly revision: number;
  /** Why this text is not known to be saved. */
  readonly failure: unknown;
  /** Asks at once what a save would ask: which of two texts to go on with. */
  readonly meet: () => Promise<void>;
  /** What somebody else has saved meanwhile; null: it is gone. */
  readonly theirs: Draft | null | undefined;
  /** Goes on from what they saved, whatever is then written. */
  readonly goOnFrom: (theirs: Draft | null) => void;
  /** The text is now written on another version. */
  readonly rebase: (version: number, before: string) => void;
  /** Saves what is not saved yet, so that publishing finds the draft that it takes away. */
  readonly flush: () => Promise<void>;
  /** Saves this text, the newest there is, without waiting for its writer to pause. */
  readonly keep: (text: string) => Promise<void>;
  /** In this browser alone, with what is on its way into it. */
  readonly keepHere: (text: string, edits: readonly WorkflowEdit[]) => void;
  /** The draft has become a version; what is written next is a new one. */
  readonly publishedAs: (version: number, source: string) => void;
}

const LOCAL_MS = 300;
const SERVER_MS = 1_200;
/** After what may pass: no network, a server that starts, a session that ran out, too many requests. */
const RETRY_MS = 5_000;
const PASSING: ReadonlySet<number> = new Set([401, 429]);

interface Writing {
  readonly text: string;
  /** The newest version's. */
  readonly newest: string | undefined;
  /** Edits on their way into the text. */
  readonly underway: () => readonly WorkflowEdit[];
}

export function useDraft(
  { project, name }: { readonly project: string; readonly name: string },
  start: DraftStart,
  { text, newest, underway }: Writing,
): Kept {
  const [seen, setSeen] = useState<Seen>(() => seenIn(start));
  const [failure, setFailure] = useState<{ readonly error: unknown; readonly of: string }>();
  const [theirs, setTheirs] = useState<Draft | null>();
  /** For what ends later than it was begun. */
  const now = useRef({
    seen,
    text,
    newest,
    theirs,
    /** Whether this browser keeps a text of this page, or of the one before it. */
    isHere: start.edits !== undefined,
    last: Promise.resolve(),
  });
  Object.assign(now.current, { text, newest, theirs });
  const update = useCallback((change: Partial<Seen>) => {
    now.current.seen = { ...now.current.seen, ...change };
    setSeen(now.current.seen);
  }, []);
  const isNews = isNewsTo(seen, text, newest);
  const failed = failure?.of === text ? failure : undefined;

  const saveNow = useCallback(async (): Promise<void> => {
    const { text: sending, seen: known } = now.current;
    if (sending === known.saved && known.sent.length === 0) return;
    update({ sent: withSent(known.sent, sending) });
    try {
      const draft = { text: sending, baseVersion: known.baseVersion };
      const answer = await saveDraft(project, name, draft, now.current.seen);
      setFailure(undefined);
      if ('theirs' in answer) {
        update({ sent: [] });
        setTheirs(answer.theirs);
        return;
      }
      update({ revision: answer.saved.revision, saved: sending, sent: [] });
      forgetSaved(project, name, sending);
    } catch (error) {
      if (isRefused(error)) update({ sent: known.sent });
      setFailure({ error, of: sending });
    }
  }, [project, name, update]);
  /** One after the other, each of the newest text: two at once would take each other for somebody else. */
  const save = useCallback((): Promise<void> => {
    now.current.last = now.current.last.then(saveNow);
    return now.current.last;
  }, [saveNow]);

  const keepHere = useCallback(
    (newestText: string, edits: readonly WorkflowEdit[]) => {
      const { seen: known, newest: version, isHere } = now.current;
      if (edits.length > 0 || isNewsTo(known, newestText, version)) {
        const { revision, baseVersion, before, sent } = known;
        const draft = { text: newestText, revision, baseVersion, before, edits };
        now.current.isHere =
          writeLocal(project, name, { ...draft, sent }) || writeLocal(project, name, { ...draft, sent: [] });
      } else if (isHere) {
        // Nothing is left of what was kept, and it would be older than the server's draft by the next time.
        now.current.isHere = false;
        forgetLocal(project, name);
      }
    },
    [project, name],
  );

  useEffect(() => {
    const local = setTimeout(() => keepHere(text, underway()), LOCAL_MS);
    return () => clearTimeout(local);
  }, [text, seen, keepHere, underway]);

  useEffect(() => {
    if (!isNews || theirs !== undefined || (failed && isRefused(failed.error))) return undefined;
    const timer = setTimeout(() => void save(), failed ? RETRY_MS : SERVER_MS);
    return () => clearTimeout(timer);
  }, [text, isNews, theirs, save, seen.baseVersion, failed]);

  const unsaved = failed ? (now.current.isHere ? 'local' : 'nowhere') : 'saving';
  const settled = seen.revision > 0 ? 'saved' : 'same';
  return {
    state: theirs !== undefined ? 'conflict' : isNews ? unsaved : settled,
    baseVersion: seen.baseVersion,
    before: seen.before,
    revision: seen.revision,
    meet: useCallback(async () => {
      const other = await readDraft(project, name);
      const isOwn = other !== null && now.current.seen.sent.includes(other.text);
      if (isOwn) update({ revision: other.revision, saved: other.text, sent: [] });
      else setTheirs(other);
    }, [project, name, update]),
    failure: failed?.error,
    theirs,
    goOnFrom: useCallback(
      (next: Draft | null) => {
        update({
          revision: next?.revision ?? 0,
          before: next?.text ?? now.current.seen.before,
          saved: next?.text,
          sent: [],
        });
        setTheirs(undefined);
      },
      [update],
    ),
    rebase: useCallback(
      // Saved again although its text may be the same: it says another version.
      (version: number, before: string) => update({ baseVersion: version, before, saved: '' }),
      [update],
    ),
    flush: save,
    keepHere,
    keep: useCallback(
      async (newestText: string) => {
        now.current.text = newestText;
        keepHere(newestText, []);
        const { seen: known, newest: version, theirs: other } = now.current;
        if (other === undefined && isNewsTo(known, newestText, version)) await save();
      },
      [keepHere, save],
    ),
    publishedAs: useCallback(
      (version: number, source: string) => {
        forgetLocal(project, name);
        update({ revision: 0, baseVersion: version, before: source, saved: undefined, sent: [] });
      },
      [project, name, update],
    ),
  };
}

const seenIn = ({ revision, baseVersion, before, saved, sent = [] }: DraftStart): Seen => ({
  revision,
  baseVersion,
  before,
  saved,
  sent,
});

/** As it stands it is never taken; nor was it. */
const isRefused = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && !PASSING.has(error.status);

/** Whether a text is to be kept: the server has another one, may yet take an older one, or has none beside the newest version. */
function isNewsTo({ saved, sent }: Seen, text: string, newest: string | undefined): boolean {
  if (sent.some((one) => one !== text)) return true;
  return saved === undefined ? text.trim() !== (newest ?? '').trim() : text !== saved;
}
