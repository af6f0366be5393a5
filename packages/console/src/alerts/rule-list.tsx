import type { AlertRule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../parts/page.tsx';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { SeverityTag } from './alert-labels.tsx';
import { ALERTS_KEY, rulesQuery } from './alert-queries.ts';
import { RuleDialog } from './rule-dialog.tsx';

const scopeOf = ({ project, workflow, task }: AlertRule) => ({
  project,
  ...(workflow !== undefined && { workflow }),
  ...(task !== undefined && { task }),
});

/** How the project is told: the default, and what was set for it, its workflows and their tasks. */
export function RuleList({ project }: { project: string }) {
  const { t } = useTranslation();
  const query = useQuery(rulesQuery(project));
  const [edited, setEdited] = useState<AlertRule | 'new'>();
  const [removed, setRemoved] = useState<AlertRule>();
  const nameOf = ({ workflow, task, setBy }: AlertRule): string => {
    if (workflow !== undefined) return task === undefined ? workflow : `${workflow} / ${task}`;
    return setBy === undefined ? t('alertRule.standard') : t('alertRule.project');
  };
  const wider = <span className="soft">{t('alertRule.asWider')}</span>;
  const columns: readonly Column<AlertRule>[] = [
    { key: 'for', title: t('alertRule.for'), cellClassName: 'name', cell: nameOf },
    {
      key: 'severity',
      title: t('alerts.severity'),
      cell: ({ severity }) => (severity === undefined ? wider : <SeverityTag severity={severity} />),
    },
    {
      key: 'hold',
      title: t('alertRule.hold'),
      className: 'medium',
      cell: ({ hold }) => (hold === undefined ? wider : hold === '0s' ? t('alertRule.notHeld') : hold),
    },
    {
      key: 'notices',
      title: t('alertRule.notices'),
      className: 'medium',
      cell: ({ everyFailure }) =>
        everyFailure === undefined ? wider : t(everyFailure ? 'alertRule.every_failure' : 'alertRule.every_cause'),
    },
    {
      key: 'recovery',
      title: t('alertRule.recovery'),
      className: 'medium',
      cell: ({ tellRecovery }) =>
        tellRecovery === undefined ? wider : t(tellRecovery ? 'alertRule.tell' : 'alertRule.keep'),
    },
    {
      key: 'channels',
      title: t('alerts.channels'),
      className: 'wide',
      cell: ({ channels, setBy }) =>
        channels === undefined ? (setBy === undefined ? t('alertRule.allChannels') : wider) : channels.join(', '),
    },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('alertRule.change')}</span>,
      cellClassName: 'tight',
      cell: (rule) =>
        rule.setBy !== undefined && (
          <div className="cause-do">
            <Button size="small" onClick={() => setEdited(rule)}>
              {t('alertRule.change')}
            </Button>
            <Button size="small" onClick={() => setRemoved(rule)}>
              {t('alertRule.remove')}
            </Button>
          </div>
        ),
    },
  ];
  return (
    <>
      <div className="toolbar">
        <p className="soft">{t('alertRule.note')}</p>
        <Button onClick={() => setEdited('new')}>{t('alertRule.add')}</Button>
      </div>
      <QueryView query={query}>
        {({ items }) => (
          <FramedTable
            label={t('alerts.rules')}
            columns={columns}
            rows={items}
            rowKey={({ workflow, task, setBy }) => JSON.stringify([workflow, task, setBy])}
          />
        )}
      </QueryView>
      {edited && (
        <RuleDialog
          project={project}
          rule={edited === 'new' ? undefined : edited}
          name={edited === 'new' ? undefined : nameOf(edited)}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed && (
        <RemoveDialog
          title={t('alertRule.removeTitle', { name: nameOf(removed) })}
          effect={t(removed.workflow === undefined ? 'alertRule.removeOfProject' : 'alertRule.removeEffect')}
          submit={t('alertRule.removeSubmit')}
          path="/alert-rules/remove"
          scope={scopeOf(removed)}
          cli={removalOf(removed)}
          changes={ALERTS_KEY}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </>
  );
}

const removalOf = ({ project, workflow, task }: AlertRule): string =>
  ['npx carillon alert rm-rule', [workflow, task].filter(Boolean).join('/'), `--project ${project}`]
    .filter(Boolean)
    .join(' ');
