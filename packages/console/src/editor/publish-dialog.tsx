import type { ApplyResult, WorkflowVersion } from '@carillon/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { ChangeList } from './change-list.tsx';
import { type Choice, MergeDialog } from './merge-dialog.tsx';
import { type Published, readPublished, readVersion } from './published.ts';
import { TextDiff } from './text-diff.tsx';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

interface PublishProps {
  readonly place: Place;
  readonly name: string;
  readonly editor: Editor;
  readonly draft: Kept;
  readonly published: Published;
  readonly errors: number;
  readonly onPublished: (published: Published) => void;
  readonly onClose: () => void;
}

/** There is a newer version than the one this draft was written on. */
interface Overtaken {
  readonly by: WorkflowVersion;
  /** What both were written on. */
  readonly before: string;
  readonly now: Published;
}

/** What becomes of the draft when it goes live, in sentences and as text; then a message, and it is a version. */
export function PublishDialog({ place, name, editor, draft, published, errors, onPublished, onClose }: PublishProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [overtaken, setOvertaken] = useState<Overtaken>();
  const { newest, live } = published;
  const { changes } = editor.analysis;
  // What is written here is saved as the draft, a moment later at most.
  const command = ['npx carillon draft publish', name, placeFlags(place), message && `-m ${shellWord(message)}`];

  const publish = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      const body = {
        documents: [{ path: 'workflow.yaml', text: editor.text }],
        files: newest?.files ?? {},
        message,
        basedOn: { [`${place.project}/${name}`]: draft.baseVersion ?? 0 },
      };
      await draft.save();
      await post<ApplyResult>('/documents/apply', body, { query: { environment: place.environment } });
      const now = await readPublished(place, name);
      onPublished(now);
      if (now.newest) draft.publishedAs(now.newest.number, now.newest.source);
      await client.invalidateQueries();
      onClose();
    } catch (failed) {
      if (failed instanceof ApiError && failed.status === 409) await overtakenNow().then(setOvertaken, setError);
      else setError(failed);
    } finally {
      setIsBusy(false);
    }
  };

  const overtakenNow = async (): Promise<Overtaken | undefined> => {
    const now = await readPublished(place, name);
    const before = draft.baseVersion === undefined ? '' : (await readVersion(place, name, draft.baseVersion)).source;
    return now.newest && { by: now.newest, before, now };
  };
  // Nothing is written over: then the text is one on that version.
  const goOn = ({ text, isByHand }: Choice, { by, now }: Overtaken) => {
    editor.replaceText(text);
    draft.rebase(by.number, by.source);
    onPublished(now);
    setOvertaken(undefined);
    if (isByHand) onClose();
  };
  if (overtaken)
    return (
      <MergeDialog
        title={t('editor.overtaken', { version: overtaken.by.number, author: overtaken.by.author })}
        before={overtaken.before}
        mine={editor.text}
        theirs={overtaken.by.source}
        author={overtaken.by.author}
        takeTheirs={t('editor.takeTheirs', { version: overtaken.by.number })}
        onChoose={(choice) => goOn(choice, overtaken)}
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
      <ChangeList changes={changes} />
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
