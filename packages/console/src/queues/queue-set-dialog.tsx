import type { ApplyResult, Queue } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../alerts/text-field.tsx';
import { queueQuery, queuesQuery } from '../api/queue-queries.ts';
import { ChangeFrame } from '../parts/change-frame.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DoneDialog } from '../parts/done-dialog.tsx';
import { QueryView } from '../parts/page.tsx';
import { environmentFlag } from '../parts/place-flags.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { usePlace } from '../shell/place.ts';
import { type Figures, type QueueEffect, queueEffects, shareOf, shareText, weightOf } from './queue-effects.ts';

const PATH = '/documents/apply';
const CHANGES = ['queues', 'queue'];

type QueueDocument = Readonly<Record<string, unknown>>;

interface QueueSetDialogProps {
  readonly queue: Queue;
  readonly onClose: () => void;
}

/** Another weight or other shares: the document is applied with them, and all else in it stays. */
export function QueueSetDialog({ queue: { name }, onClose }: QueueSetDialogProps) {
  const { t } = useTranslation();
  const title = t('queues.setTitle', { name });
  const query = useQuery(queueQuery(name));
  const queue = query.isFetchedAfterMount ? query.data : undefined;
  const document = queue && (queue.document ?? (queue.described ? undefined : { kind: 'Queue', name }));
  if (queue && document) return <Form queue={queue} document={document} title={title} onClose={onClose} />;
  return (
    <Dialog title={title} onClose={onClose}>
      <QueryView query={query} rows={4}>
        {() => <p>{t('queues.ofOthers')}</p>}
      </QueryView>
    </Dialog>
  );
}

/** One request applies one document. */
const requestOf = (document: QueueDocument, message: string) => ({
  documents: [{ path: `${String(document['name'])}.yaml`, text: JSON.stringify(document) }],
  ...(message !== '' && { message }),
});

interface FormProps extends QueueSetDialogProps {
  readonly document: QueueDocument;
  readonly title: string;
}

function Form({ queue: found, document, title, onClose }: FormProps) {
  const { t } = useTranslation();
  const { environment } = usePlace();
  // As it was when the dialog was opened: the way back leads there.
  const [queue] = useState(found);
  const [former] = useState(document);
  const [text, setText] = useState({
    weight: String(queue.weight),
    minShare: shareText(queue.minShare),
    maxShare: shareText(queue.maxShare),
  });
  const [reason, setReason] = useState('');
  const path = `${PATH}?environment=${environment}`;
  const change = useChange<ApplyResult>({ path, changes: ofNouns(CHANGES) });
  const figures = figuresOf(text);
  const differences = figures ? differencesOf(queue, figures) : [];
  const sentence = differences
    .map(({ field, before, after }) => t('queues.difference', { field: t(`queues.${field}`), before, after }))
    .join(' · ');
  if (change.data) {
    const done = <p role="status">{t('queues.setDone', { sentence })}</p>;
    // No document makes it nobody's again.
    return queue.described ? (
      <DoneDialog
        title={title}
        undo={{ path, body: requestOf(former, t('queues.undone')) }}
        changes={CHANGES}
        onClose={onClose}
      >
        {done}
      </DoneDialog>
    ) : (
      <Dialog
        title={title}
        onClose={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        }
      >
        {done}
      </Dialog>
    );
  }
  const changed = Object.fromEntries(differences.map(({ field, written }) => [field, written]));
  const body = requestOf({ ...former, ...changed }, reason);
  const flags = [
    ...differences.map(({ flag, after }) => `${flag} ${shellWord(after)}`),
    environmentFlag(environment),
    ...(reason === '' ? [] : [`-m ${shellWord(reason)}`]),
  ];
  return (
    <ChangeFrame
      title={title}
      submit={t('queues.setSubmit')}
      isReady={differences.length > 0}
      change={change}
      onSubmit={() => change.mutate(body)}
      cli={['npx carillon queue set', shellWord(queue.name), ...flags].join(' ')}
      http={{ path, body }}
      onClose={onClose}
    >
      <TextField
        label={t('queues.weight')}
        value={text.weight}
        hint={t('queues.weightHint')}
        onChange={(weight) => setText({ ...text, weight })}
      />
      <TextField
        label={t('queues.minShare')}
        value={text.minShare}
        hint={t('queues.minShareHint')}
        onChange={(minShare) => setText({ ...text, minShare })}
      />
      <TextField
        label={t('queues.maxShare')}
        value={text.maxShare}
        hint={t('queues.maxShareHint')}
        onChange={(maxShare) => setText({ ...text, maxShare })}
      />
      <ReasonField value={reason} onChange={setReason} />
      {figures ? (
        <Effects queue={queue} figures={figures} sentence={sentence} />
      ) : (
        <p className="field-error" role="alert">
          {t('queues.wrongFigures')}
        </p>
      )}
    </ChangeFrame>
  );
}

type Texts = Readonly<Record<keyof Figures, string>>;

function figuresOf({ weight, minShare, maxShare }: Texts): Figures | undefined {
  const read = [weightOf(weight), shareOf(minShare), shareOf(maxShare)];
  const [part, min, max] = read;
  if (part === undefined || min === undefined || max === undefined || min > max) return undefined;
  return { weight: part, minShare: min, maxShare: max };
}

const FIELDS = [
  { field: 'weight', flag: '--weight' },
  { field: 'minShare', flag: '--min-share' },
  { field: 'maxShare', flag: '--max-share' },
] as const;

/** `written` as a document has it. */
function differencesOf(queue: Queue, next: Figures) {
  return FIELDS.filter(({ field }) => queue[field] !== next[field]).map(({ field, flag }) => {
    const textOf = (value: number): string => (field === 'weight' ? String(value) : shareText(value));
    const after = textOf(next[field]);
    return { field, flag, before: textOf(queue[field]), after, written: field === 'weight' ? next.weight : after };
  });
}

function Effects({ queue, figures, sentence }: { queue: Queue; figures: Figures; sentence: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(queuesQuery);
  const words = (effect: QueueEffect): string => {
    switch (effect.is) {
      case 'over':
        return t('queues.effect.over', { used: shareText(effect.used), max: shareText(effect.max) });
      case 'freed':
        return t('queues.effect.freed', { count: effect.ready, max: shareText(effect.max) });
      case 'guaranteed':
        return t('queues.effect.guaranteed', { min: shareText(effect.min) });
      case 'part':
        return t('queues.effect.part', {
          before: shareText(Math.round(effect.before * 100) / 100),
          after: shareText(Math.round(effect.after * 100) / 100),
          count: effect.rivals,
        });
      case 'same':
        return t('queues.effect.same');
    }
  };
  return (
    <div className="change-preview" role="status">
      <b>{sentence === '' ? t('queues.nothingChanged') : sentence}</b>
      {sentence !== '' && !queue.described && <p>{t('queues.becomesOwn')}</p>}
      {sentence !== '' &&
        queueEffects(queue, figures, data?.items ?? [queue]).map((effect) => <p key={effect.is}>{words(effect)}</p>)}
    </div>
  );
}
