import type { AlertRule, SetAlertRule } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { ALERTS_KEY, channelsQuery } from './alert-queries.ts';
import { SEVERITIES } from './alerts-search.ts';
import { TextField } from './text-field.tsx';

const HOLDS = ['0s', '1m', '5m', '15m', '1h'];
/** Of a choice: the wider rule decides. */
const WIDER = '';

interface RuleDialogProps {
  readonly project: string;
  /** Undefined: a new one. */
  readonly rule: AlertRule | undefined;
  readonly name: string | undefined;
  readonly onClose: () => void;
}

/** Sets how a project, a workflow or a task is told of. */
export function RuleDialog({ project, rule, name, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const channels = useQuery(channelsQuery(project)).data?.items ?? [];
  const [workflow, setWorkflow] = useState(rule?.workflow ?? '');
  const [task, setTask] = useState(rule?.task ?? '');
  const [severity, setSeverity] = useState<string>(rule?.severity ?? WIDER);
  const [hold, setHold] = useState(rule?.hold ?? WIDER);
  const [every, setEvery] = useState(choiceOf(rule?.everyFailure));
  const [recovery, setRecovery] = useState(choiceOf(rule?.tellRecovery));
  const [chosen, setChosen] = useState<readonly string[]>(rule?.channels ?? []);
  const body = {
    project,
    ...(workflow !== '' && { workflow }),
    ...(task !== '' && { task }),
    ...(severity !== WIDER && { severity }),
    ...(hold !== WIDER && { hold }),
    ...(every !== WIDER && { everyFailure: every === 'yes' }),
    ...(recovery !== WIDER && { tellRecovery: recovery === 'yes' }),
    ...(chosen.length > 0 && { channels: [...chosen] }),
  } as SetAlertRule;
  /** A rule that leaves everything to the wider one is none. */
  const isEmpty = [severity, hold, every, recovery].every((value) => value === WIDER) && chosen.length === 0;
  const save = useMutation({
    mutationFn: () => post<AlertRule>('/alert-rules', body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ALERTS_KEY });
      onClose();
    },
  });
  const wider = { value: WIDER, label: t('alertRule.asWider') };
  const holds = [...new Set([...HOLDS, ...(rule?.hold === undefined ? [] : [rule.hold])])];
  return (
    <Dialog
      title={name === undefined ? t('alertRule.newTitle') : t('alertRule.title', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={isEmpty} loading={save.isPending} onClick={() => save.mutate()}>
            {t('alertRule.save')}
          </Button>
        </>
      }
    >
      <div className="start-form">
        {!rule && (
          <>
            <TextField label={t('alertRule.workflow')} value={workflow} onChange={setWorkflow} />
            <TextField label={t('alertRule.task')} value={task} onChange={setTask} />
          </>
        )}
        <ChoiceList
          label={t('alerts.severity')}
          value={severity}
          onChange={setSeverity}
          choices={[wider, ...SEVERITIES.map((value) => ({ value, label: t(`alertSeverity.${value}`) }))]}
          inline
        />
        <ChoiceList
          label={t('alertRule.hold')}
          value={hold}
          onChange={setHold}
          choices={[
            wider,
            ...holds.map((value) => ({ value, label: value === '0s' ? t('alertRule.notHeld') : value })),
          ]}
          inline
        />
        <ChoiceList
          label={t('alertRule.notices')}
          value={every}
          onChange={setEvery}
          choices={[
            wider,
            { value: 'no', label: t('alertRule.every_cause') },
            { value: 'yes', label: t('alertRule.every_failure') },
          ]}
          inline
        />
        <ChoiceList
          label={t('alertRule.recovery')}
          value={recovery}
          onChange={setRecovery}
          choices={[wider, { value: 'yes', label: t('alertRule.tell') }, { value: 'no', label: t('alertRule.keep') }]}
          inline
        />
        <fieldset className="choices inline">
          <legend>{t('alerts.channels')}</legend>
          {channels.map((channel) => (
            <label key={channel.id}>
              <input
                type="checkbox"
                checked={chosen.includes(channel.name)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...chosen, channel.name] : chosen.filter((each) => each !== channel.name))
                }
              />
              <span>{channel.name}</span>
            </label>
          ))}
          <small className="hint">{channels.length === 0 ? t('alertRule.none') : t('alertRule.channelsHint')}</small>
        </fieldset>
        {save.error && <ErrorView error={save.error} />}
        <SameCommand cli={commandOf(body)} http={{ path: '/alert-rules', body }} />
      </div>
    </Dialog>
  );
}

const choiceOf = (value: boolean | undefined): string => (value === undefined ? WIDER : value ? 'yes' : 'no');

function commandOf({ project, workflow, task, severity, hold, everyFailure, tellRecovery, channels }: SetAlertRule) {
  const scope = workflow === undefined ? '' : task === undefined ? ` ${workflow}` : ` ${workflow}/${task}`;
  return [
    `npx carillon alert set-rule${scope} --project ${project}`,
    severity && `--severity ${severity}`,
    hold && `--hold ${hold}`,
    everyFailure !== undefined && `--every ${everyFailure ? 'failure' : 'cause'}`,
    tellRecovery !== undefined && `--recovery ${tellRecovery ? 'yes' : 'no'}`,
    channels && `--channels ${channels.join(',')}`,
  ]
    .filter(Boolean)
    .join(' ');
}
