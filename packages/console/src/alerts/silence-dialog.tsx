import { MAX_CAUSES_OF_TASK } from '@carillon/core/alert-causes';
import type { Alert, CreateSilence, PreviewSilence, Silence, SilencePreview } from '@carillon/protocol';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChangeFrame } from '../parts/change-frame.tsx';
import { ChoiceList } from '../parts/choice-list.tsx';
import { DoneDialog } from '../parts/done-dialog.tsx';
import { ErrorView, Skeleton } from '../parts/page.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { useChange } from '../parts/use-change.ts';
import { Instant } from '../time/instant.tsx';
import { taskName } from './alert-labels.tsx';
import { ALERTS_KEY, silencePreviewQuery } from './alert-queries.ts';

const LENGTHS = ['1h', '8h', '48h', '7d', '30d'] as const;
type Length = (typeof LENGTHS)[number];

interface SilenceDialogProps {
  /** The cause that it was opened for. */
  readonly of: Pick<Alert, 'id' | 'project' | 'environment' | 'workflow' | 'task'>;
  /** What is proposed first; the smaller one where absent. */
  readonly scope?: 'cause' | 'task';
  readonly onClose: () => void;
}

/** Keeps a cause, or all known ones of its task, quiet: for how long, why, and what that would have meant. */
export function SilenceDialog({
  of: { id: cause, project, environment, workflow, task },
  onClose,
  scope: first = 'cause',
}: SilenceDialogProps) {
  const at = { project, environment, workflow, task };
  const { t } = useTranslation();
  const [scope, setScope] = useState<'cause' | 'task'>(first);
  const [length, setLength] = useState<Length>('48h');
  const [reason, setReason] = useState('');
  const [unlessWorse, setUnlessWorse] = useState(true);
  const of: PreviewSilence = scope === 'cause' ? { cause } : { ...at };
  const body: CreateSilence = { ...of, for: length, reason: reason.trim(), unlessWorse };
  const preview = useQuery(silencePreviewQuery(of));
  const create = useChange<Silence>({ path: '/silences', changes: showsAlerts });
  const title = t('silence.title', { name: taskName(at) });
  if (create.data)
    return (
      <Silenced silence={create.data} title={title} onClose={onClose}>
        <NewErrors preview={preview.data} />
      </Silenced>
    );
  return (
    <ChangeFrame
      title={title}
      submit={t('silence.create')}
      isReady={body.reason !== ''}
      change={create}
      onSubmit={() => create.mutate(body)}
      cli={commandOf(body, at)}
      http={{ path: '/silences', body }}
      onClose={onClose}
    >
      <ChoiceList
        label={t('silence.of')}
        value={scope}
        onChange={setScope}
        choices={[
          { value: 'cause', label: t('silence.ofCause') },
          { value: 'task', label: t('silence.ofTask') },
        ]}
      />
      <Preview query={preview} />
      <ChoiceList
        label={t('silence.how')}
        value={length}
        onChange={setLength}
        choices={LENGTHS.map((value) => ({ value, label: t(`silence.for_${value}`) }))}
        inline
      />
      <label className="check-line">
        <input type="checkbox" checked={unlessWorse} onChange={(event) => setUnlessWorse(event.target.checked)} />
        <span>
          {t('silence.unlessWorse')}
          <small className="hint">{t('silence.unlessWorseHint')}</small>
        </span>
      </label>
      <div>
        <ReasonField value={reason} onChange={setReason} />
        <span className="hint">{t('silence.reasonNeeded')}</span>
      </div>
    </ChangeFrame>
  );
}

/** What a silence would have done does not change by making it. */
const showsAlerts = ([noun, what]: readonly unknown[]): boolean => noun === ALERTS_KEY[0] && what !== 'preview';

function Preview({ query: { data, error } }: { query: UseQueryResult<SilencePreview> }) {
  const { t } = useTranslation();
  if (error) return <ErrorView error={error} />;
  if (!data) return <Skeleton rows={1} />;
  const { notified, causes, acted } = data;
  return (
    <div>
      <p className="silence-preview">{t('silence.preview', { count: notified, causes, acted })}</p>
      <NewErrors preview={data} />
    </div>
  );
}

/** Whether what has not failed yet is told of; nothing where that is not known. */
function NewErrors({ preview }: { preview: SilencePreview | undefined }) {
  const { t } = useTranslation();
  if (!preview) return null;
  return (
    <p className="soft">
      {t(preview.holdsOthers ? 'silence.noNewCause' : 'silence.newCause', { max: MAX_CAUSES_OF_TASK })}
    </p>
  );
}

interface SilencedProps {
  readonly silence: Silence;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Silenced({ silence, title, onClose, children }: SilencedProps) {
  const { t } = useTranslation();
  const undo = { path: `/silences/${silence.id}`, method: 'DELETE', body: {} } as const;
  return (
    <DoneDialog title={title} undo={undo} changes={ALERTS_KEY} onClose={onClose}>
      <p className="silence-done" role="status">
        {t('silence.done')} <Instant at={silence.expiresAt} />
      </p>
      {children}
    </DoneDialog>
  );
}

/** A cause is in a place of its own. */
function commandOf({ cause, workflow, task, reason, unlessWorse, ...rest }: CreateSilence, place: Place): string {
  const of =
    cause === undefined
      ? `--workflow ${workflow}${task === undefined || task === '' ? '' : ` --task ${task}`} ${placeFlags(place)}`
      : `--cause ${cause}`;
  const worse = unlessWorse ? ' --unless-worse' : '';
  return `npx carillon silence create ${of} --for ${rest.for}${worse} --reason ${shellWord(reason)}`;
}
