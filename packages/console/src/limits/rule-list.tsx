import type { LimitRule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../parts/action-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { limitRulesQuery } from './limit-queries.ts';
import { RemoveRuleDialog } from './remove-rule-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import '../queues/queues.css';

/** Limits that the tenant and its projects set, whether something uses them or not. */
export function RuleList() {
  const { t } = useTranslation();
  const query = useQuery(limitRulesQuery);
  const [edited, setEdited] = useState<LimitRule | 'new'>();
  const [removed, setRemoved] = useState<LimitRule>();
  const none = <span className="soft">–</span>;
  const columns: readonly Column<LimitRule>[] = [
    {
      key: 'name',
      title: t('limits.ruleName'),
      cellClassName: 'name',
      cell: ({ name, project }) => (
        <>
          {name}
          <div className="workflow-title">{project ?? t('limits.ofTenant')}</div>
        </>
      ),
    },
    {
      key: 'max',
      title: t('limits.max'),
      cell: ({ concurrency, counts }) =>
        concurrency ? (
          <>
            {concurrency.max}
            <div className="workflow-title">{t(counts === 'runs' ? 'limits.countsRuns' : 'limits.countsTasks')}</div>
          </>
        ) : (
          none
        ),
    },
    { key: 'rate', title: t('limits.field.rate'), cell: ({ rate }) => (rate ? `${rate.limit}/${rate.per}` : none) },
    {
      key: 'key',
      title: t('limits.key'),
      className: 'wide',
      cell: ({ concurrency, rate }) => {
        const key = concurrency?.key ?? rate?.key;
        return key === undefined ? none : <code>{key}</code>;
      },
    },
    {
      key: 'when',
      title: t('limits.when'),
      className: 'medium',
      cell: ({ when }) => (when === undefined ? none : <code>{when}</code>),
    },
    { key: 'by', title: t('limits.by'), className: 'wide', cellClassName: 'soft', cell: ({ author }) => author },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('queues.actions')}</span>,
      cell: (rule) => (
        <div className="queue-actions">
          <ActionButton
            small
            action={rule.actions.set}
            text={t('limits.set')}
            name={t('limits.setTitle', { name: rule.name })}
            onClick={() => setEdited(rule)}
          />
          <ActionButton
            small
            action={rule.actions.remove}
            text={t('limits.remove')}
            name={t('limits.removeTitle', { name: rule.name })}
            onClick={() => setRemoved(rule)}
          />
        </div>
      ),
    },
  ];
  return (
    <>
      <div className="toolbar">
        <h2>{t('limits.rules')}</h2>
        <Button onClick={() => setEdited('new')}>{t('limits.add')}</Button>
      </div>
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('limits.noRules')}</p>
          ) : (
            <FramedTable
              label={t('limits.rules')}
              columns={columns}
              rows={items}
              rowKey={({ name, project = '' }) => `${project}/${name}`}
            />
          )
        }
      </QueryView>
      {edited && <RuleDialog rule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
      {removed && <RemoveRuleDialog rule={removed} onClose={() => setRemoved(undefined)} />}
    </>
  );
}
