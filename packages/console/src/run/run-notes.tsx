import type { Run, RunNote } from '@carillon/protocol';
import { Button } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorView } from '../parts/page.tsx';
import { useChange } from '../parts/use-change.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

const MAX_LENGTH = 4_000;

/** What people wrote down about the run, the newest first, and a line for one more. */
export function RunNotes({ run }: { run: Run }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const [isWriting, setIsWriting] = useState(false);
  return (
    <section className="run-notes" aria-label={t('run.notes')}>
      {run.notes && (
        <ul>
          {run.notes.map(({ id, text, author, at }) => (
            <li key={id}>
              <span className="soft">
                {author}, <time dateTime={at}>{shortText(new Date(at), zone, i18n.language)}</time>:
              </span>{' '}
              <span translate="no">{text}</span>
            </li>
          ))}
        </ul>
      )}
      {isWriting ? (
        <NoteForm runId={run.id} onClose={() => setIsWriting(false)} />
      ) : (
        <button type="button" className="link" onClick={() => setIsWriting(true)}>
          {t('run.addNote')}
        </button>
      )}
    </section>
  );
}

function NoteForm({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const add = useChange<RunNote>({
    path: `/runs/${runId}/notes`,
    changes: ([noun, run]) => noun === 'run' && run === runId,
    onDone: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') add.mutate({ text: text.trim() });
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        {t('run.noteText')}
      </label>
      <textarea id={id} rows={2} maxLength={MAX_LENGTH} value={text} onChange={({ target }) => setText(target.value)} />
      <Button htmlType="submit" type="primary" size="small" loading={add.isPending} disabled={text.trim() === ''}>
        {t('run.addNote')}
      </Button>
      <Button size="small" onClick={onClose}>
        {t('action.cancel')}
      </Button>
      {add.error && <ErrorView error={add.error} />}
    </form>
  );
}
