import type { DocumentFiles } from '@carillon/core';
import type { DryRun as DryRunAnswer } from '@carillon/protocol';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { useFault } from '../i18n/use-fault.ts';
import { ErrorView } from '../parts/page.tsx';
import { valueText } from '../start/param-fields.ts';
import type { Editor, TaskName } from './use-editor.ts';

interface DryRunProps {
  readonly place: Place;
  readonly editor: Editor;
  readonly files: DocumentFiles;
  readonly onSelect: (task: TaskName) => void;
}

/** What a run of the text as it stands would do, asked of the server when somebody wants to know. */
export function DryRun({ place, editor, files, onSelect }: DryRunProps) {
  const { t } = useTranslation();
  const id = useId();
  const [date, setDate] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [told, setTold] = useState<DryRunAnswer>();
  const [error, setError] = useState<unknown>();
  const ask = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      const body = { text: editor.text, files, ...(date !== '' && { date }) };
      setTold(await post<DryRunAnswer>('/documents/dry-run', body, { query: { environment: place.environment } }));
    } catch (failed) {
      setError(failed);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className="dry-run">
      <form
        className="dry-run-ask"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label htmlFor={id}>{t('editor.dryRunDate')}</label>
        <Input id={id} type="date" value={date} onChange={(event) => setDate(event.target.value)} />
        <Button htmlType="submit" loading={isBusy}>
          {t('editor.dryRunNow')}
        </Button>
      </form>
      {error !== undefined && <ErrorView error={error} />}
      {told && <Told told={told} onSelect={onSelect} />}
    </div>
  );
}

function Told({
  told: { errors, logicalDate, params, tasks, firings },
  onSelect,
}: {
  told: DryRunAnswer;
  onSelect: DryRunProps['onSelect'];
}) {
  const { t } = useTranslation();
  const fault = useFault();
  return (
    <>
      {errors.map((error) => (
        <p key={error.message} className={error.severity === 'warning' ? 'hint' : 'field-error'}>
          {fault(error)}
        </p>
      ))}
      {logicalDate !== undefined && (
        <p className="soft">
          {t('editor.dryRunFor', { date: logicalDate })}
          {Object.entries(params).map(([name, value]) => (
            <code key={name} className="dry-run-param">
              {name} = {valueText(value as never)}
            </code>
          ))}
        </p>
      )}
      <ol className="dry-run-tasks">
        {tasks.map((task) => (
          <li key={`${task.in}/${task.task}`}>
            <span className="soft">{t('editor.step', { step: task.step })}</span>
            <button type="button" className="plain" onClick={() => onSelect({ in: task.in, id: task.task })}>
              {task.task}
            </button>
            <span className={task.inline || task.workerCount > 0 ? 'soft' : 'field-error'}>
              {task.inline
                ? t('editor.byServer')
                : task.workerCount === 0
                  ? t('editor.noWorker')
                  : t('editor.workers', { count: task.workerCount, names: task.workers.join(', ') })}
            </span>
          </li>
        ))}
      </ol>
      {firings.length > 0 && (
        <>
          <h3>{t('editor.nextFirings')}</h3>
          <ul>
            {firings.map(({ schedule, localTime, logicalDate: covers }) => (
              <li key={`${schedule} ${localTime}`} className="mono">
                {localTime} <span className="soft">{t('editor.dryRunFor', { date: covers })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
