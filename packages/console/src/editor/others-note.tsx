/** Others in the same workflow: who is there, in which task, and what they have saved, while all can still talk. */
import type { EditorPresence } from '@carillon/protocol';
import { keepPreviousData, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { useErrorText } from '../parts/page.tsx';
import { clockText } from '../time/format.ts';
import { useSettled } from '../time/use-settled.ts';
import { useZone } from '../time/zone.ts';
import type { Kept } from './use-draft.ts';
import { windowId } from './window-id.ts';

/** The server forgets a window after three of these; a window that nobody looks at says nothing. */
const BEAT_MS = 10_000;
const SETTLE_MS = 600;

interface OthersNoteProps {
  readonly project: string;
  readonly name: string;
  readonly draft: Kept;
  /** The name of the task that is selected. */
  readonly task: string | undefined;
}

export function OthersNote({ project, name, draft, task }: OthersNoteProps) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const errorText = useErrorText();
  const edited = useSettled(task, SETTLE_MS);
  const compare = useMutation({ mutationFn: draft.meet, networkMode: 'always' });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data: presence } = useQuery({
    queryKey: ['editor-presence', project, name, edited],
    queryFn: () =>
      post<EditorPresence>(`/drafts/${project}/${name}/presence`, {
        window: windowId,
        ...(edited !== undefined && { task: edited }),
      }),
    refetchInterval: BEAT_MS,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  if (!presence) return null;
  const { draft: head, others } = presence;
  // Revisions only rise: a larger one than that of the last own save is of another window, once no own one is unanswered.
  const isAnswered = draft.state === 'saved' || draft.state === 'same';
  const isSaved = head && head.revision > draft.revision && isAnswered;
  if (!isSaved && others.length === 0) return null;
  return (
    <span className="others-note" role="status">
      {others.map(({ window: other, author, task: theirs }) => (
        <span key={other}>
          {t(author === session.user ? 'editor.selfIsHere' : 'editor.isHere', { author })}
          {theirs !== undefined && ` · ${t('editor.edits', { task: theirs })}`}
        </span>
      ))}
      {isSaved && (
        <>
          {t('editor.otherWrites', {
            author: head.author,
            at: clockText(new Date(head.updatedAt), zone, i18n.language),
          })}
          {compare.isError && <span role="alert">{t('editor.otherUnread', { why: errorText(compare.error) })}</span>}
          <button type="button" className="link" disabled={compare.isPending} onClick={() => compare.mutate()}>
            {t(compare.isError ? 'action.retry' : 'editor.seeOther')}
          </button>
        </>
      )}
    </span>
  );
}
