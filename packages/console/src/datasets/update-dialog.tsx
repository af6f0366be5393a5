import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';
import { metadataLines, readMetadata } from './metadata-lines.ts';
import { UpdatePreview } from './update-preview.tsx';

interface UpdateDialogProps {
  readonly place: Place;
  readonly name: string;
  readonly onClose: () => void;
}

/** Tells that a dataset was brought up to date outside: of what, with which facts, and who goes on then. */
export function UpdateDialog({ place, name, onClose }: UpdateDialogProps) {
  const { t } = useTranslation();
  const ids = { partition: useId(), metadata: useId() };
  const [partition, setPartition] = useState('');
  const [lines, setLines] = useState('');
  const metadata = readMetadata(lines);
  const values = 'values' in metadata ? metadata.values : {};
  const body = {
    ...(partition !== '' && { partition }),
    ...(Object.keys(values).length > 0 && { metadata: values }),
  };
  const flags = [
    ...(partition === '' ? [] : [`--partition ${shellWord(partition)}`]),
    ...metadataLines(lines).map((line) => `-m ${shellWord(line)}`),
    placeFlags(place),
  ];
  return (
    <ChangeDialog
      title={t('datasets.updateTitle', { name })}
      submit={t('datasets.updateSubmit')}
      isReady={'values' in metadata}
      path={`/datasets/${name}/updates?${new URLSearchParams({ ...place }).toString()}`}
      body={body}
      cli={`npx carillon dataset update ${shellWord(name)} ${flags.join(' ')}`}
      changes={['datasets']}
      onClose={onClose}
    >
      <p className="soft">{t('datasets.updateEffect')}</p>
      <div className="field">
        <label htmlFor={ids.partition}>{t('datasets.partition')}</label>
        <Input
          id={ids.partition}
          maxLength={255}
          value={partition}
          onChange={(event) => setPartition(event.target.value)}
        />
        <span className="hint">{t('datasets.partitionHint')}</span>
      </div>
      <div className="field">
        <label htmlFor={ids.metadata}>{t('datasets.metadata')}</label>
        <Input.TextArea
          id={ids.metadata}
          rows={2}
          value={lines}
          status={'wrong' in metadata ? 'error' : ''}
          onChange={(event) => setLines(event.target.value)}
        />
        {'wrong' in metadata ? (
          <span className="field-error" role="alert">
            {t('datasets.metadataWrong', { line: metadata.wrong })}
          </span>
        ) : (
          <span className="hint">{t('datasets.metadataHint')}</span>
        )}
      </div>
      <UpdatePreview place={place} name={name} partition={partition} />
    </ChangeDialog>
  );
}
