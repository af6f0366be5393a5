/** Somebody else writes in the same draft: said while both still can talk, not when a save is refused. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clockText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { readDraftHead } from './drafts.ts';
import type { Kept } from './use-draft.ts';

const POLL_MS = 5_000;

export function OthersNote({ project, name, draft }: { project: string; name: string; draft: Kept }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { data: head } = useQuery({
    queryKey: ['draft-head', project, name],
    queryFn: ({ signal }) => readDraftHead(project, name, signal),
    refetchInterval: POLL_MS,
    retry: false,
  });
  // Revisions only rise: a larger one than the own last save is of another window, unless the own one is on its way.
  const isOther = head && head.revision > draft.revision && draft.state !== 'saving' && draft.theirs === undefined;
  if (!isOther) return null;
  return (
    <span className="others-note" role="status">
      {t('editor.otherWrites', {
        author: head.author,
        at: clockText(new Date(head.updatedAt), zone, i18n.language),
      })}
      <button type="button" className="link" onClick={() => void draft.meet()}>
        {t('editor.seeOther')}
      </button>
    </span>
  );
}
