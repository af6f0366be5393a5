import type { ApplyResult, PageOf, WorkflowVersion } from '@carillon/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, get, post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { sentenceOf } from './change-sentence.ts';
import { type Choice, MergeDialog } from './merge-dialog.tsx';
import { TextDiff } from './text-diff.tsx';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

interface PublishProps {
  readonly place: Place;
  readonly name: string;
  readonly editor: Editor;
  readonly draft: Kept;
  readonly live: WorkflowVersion | undefined;
  readonly errors: number;
  readonly onPublished: (version: WorkflowVersion) => void;
  readonly onClose: () => void;
}

const versionsPath = ({ project }: Place, name: string): string => `/workflows/${project}/${name}/versions`;

async function newest(place: Place, name: string): Promise<WorkflowVersion> {
  const { items } = await get<PageOf<WorkflowVersion>>(versionsPath(place, name), { limit: 1 });
  return get<WorkflowVersion>(`${versionsPath(place, name)}/${items[0]?.number ?? 1}`);
}

/** What becomes of the draft when it goes live, in sentences and as text; then a message, and it is a version. */
export function PublishDialog({ place, name, editor, draft, live, errors, onPublished, onClose }: PublishProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  /** There is a newer version than the one this draft was written on. */
  const [overtakenBy, setOvertakenBy] = useState<WorkflowVersion>();
  const { changes } = editor.analysis;
  // What is written here is saved as the draft, a moment later at most.
  const command = ['npx carillon draft publish', name, placeFlags(place), message && `-m ${shellWord(message)}`];

  const publish = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      const body = {
        documents: [{ path: 'workflow.yaml', text: editor.text }],
        files: live?.files ?? {},
        message,
        basedOn: { [`${place.project}/${name}`]: draft.baseVersion ?? 0 },
      };
      await draft.flush();
      await post<ApplyResult>('/documents/apply', body, { query: { environment: place.environment } });
      const version = await newest(place, name);
      onPublished(version);
      draft.publishedAs(version.number, version.source);
      await client.invalidateQueries();
      onClose();
    } catch (failed) {
      if (failed instanceof ApiError && failed.status === 409) setOvertakenBy(await newest(place, name));
      else setError(failed);
    } finally {
      setIsBusy(false);
    }
  };

  // Nothing is written over: then the text is one on that version.
  const goOn = ({ text, isByHand }: Choice, newer: WorkflowVersion) => {
    editor.replaceText(text);
    draft.rebase(newer.number, newer.source);
    onPublished(newer);
    setOvertakenBy(undefined);
    if (isByHand) onClose();
  };
  if (overtakenBy)
    return (
      <MergeDialog
        title={t('editor.overtaken', { version: overtakenBy.number, author: overtakenBy.author })}
        before={live?.source ?? ''}
        mine={editor.text}
        theirs={overtakenBy.source}
        author={overtakenBy.author}
        takeTheirs={t('editor.takeTheirs', { version: overtakenBy.number })}
        onChoose={(choice) => goOn(choice, overtakenBy)}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      wide
      title={t('editor.publishTitle', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={isBusy} disabled={errors > 0} onClick={() => void publish()}>
            {t('editor.publishNow')}
          </Button>
        </>
      }
    >
      {errors > 0 && <p className="field-error">{t('editor.hasErrors', { count: errors })}</p>}
      <h3>{t('editor.whatChanges')}</h3>
      {changes.length === 0 ? (
        <p className="soft">{t('editor.onlyText')}</p>
      ) : (
        <ul className="change-list">
          {changes.map((change) => {
            const { key, values } = sentenceOf(change);
            return (
              <li key={change.path.join('/')} className={`is-${change.change}`}>
                {t(key, values)}
              </li>
            );
          })}
        </ul>
      )}
      <TextDiff before={live?.source ?? ''} after={editor.text} />
      <div className="field">
        <label htmlFor={id}>{t('editor.message')}</label>
        <Input
          id={id}
          maxLength={2000}
          value={message}
          placeholder={t('editor.messageHint')}
          onChange={(event) => setMessage(event.target.value)}
        />
      </div>
      {error !== undefined && <ErrorView error={error} />}
      <SameCommand cli={command.filter(Boolean).join(' ')} />
    </Dialog>
  );
}
