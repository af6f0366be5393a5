/** Texts that are not published, those of workflows that are yet to be among them: no other list has these. */
import type { DraftSummary } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { draftsQuery } from '../editor/drafts.ts';
import { forgetLocal } from '../editor/local-draft.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';
import { Instant } from '../time/instant.tsx';
import './draft-list.css';

export function DraftList({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { data } = useQuery(draftsQuery(place.project));
  const [discarded, setDiscarded] = useState<DraftSummary>();
  const drafts = data?.items ?? [];
  if (drafts.length === 0) return null;
  const isAnyNew = drafts.some(({ baseVersion }) => baseVersion === undefined);
  return (
    <details className="drafts" open={isAnyNew}>
      <summary>{t('drafts.title', { count: drafts.length })}</summary>
      <ul>
        {drafts.map((draft) => (
          <li key={draft.name}>
            <Link to="/p/$project/w/$workflow/edit" params={{ project: draft.project, workflow: draft.name }}>
              {draft.name}
            </Link>
            <span className="soft">
              {draft.baseVersion === undefined
                ? t('drafts.neverPublished')
                : t('editor.draftOn', { version: draft.baseVersion })}
              {' · '}
              {t('drafts.savedBy', { author: draft.author })} <Instant at={draft.updatedAt} />
            </span>
            <ActionButton
              small
              type="link"
              action={draft.actions.discard}
              text={t('drafts.discard')}
              name={t('drafts.discardOf', { name: draft.name })}
              onClick={() => setDiscarded(draft)}
            />
          </li>
        ))}
      </ul>
      {discarded && <DiscardDialog place={place} draft={discarded} onClose={() => setDiscarded(undefined)} />}
    </details>
  );
}

interface DiscardDialogProps {
  readonly place: Place;
  readonly draft: DraftSummary;
  readonly onClose: () => void;
}

/** As it was seen: what somebody saves between the question and the answer is not thrown away with it. */
function DiscardDialog({ place, draft: { project, name, revision, author }, onClose }: DiscardDialogProps) {
  const { t } = useTranslation();
  return (
    <ChangeDialog
      danger
      title={t('drafts.discardTitle', { name })}
      submit={t('drafts.discardNow')}
      path={`/drafts/${project}/${name}/discard`}
      body={{ revision }}
      cli={`npx carillon draft discard ${shellWord(name)} ${placeFlags(place)} --yes`}
      changes={['drafts', 'workflows']}
      onDone={() => forgetLocal(project, name)}
      onClose={onClose}
    >
      <p className="soft">{t('drafts.discardEffect', { author })}</p>
    </ChangeDialog>
  );
}
