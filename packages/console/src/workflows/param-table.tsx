import type { Param } from '@carillon/core';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { valueText } from '../start/param-fields.ts';

export function ParamTable({ params }: { params: Readonly<Record<string, Param>> }) {
  const { t } = useTranslation();
  const entries = Object.entries(params);
  if (entries.length === 0) return <p className="panel-note soft">{t('workflow.noParams')}</p>;
  const columns: readonly Column<readonly [string, Param]>[] = [
    {
      key: 'name',
      title: t('workflow.paramName'),
      cellClassName: 'name',
      cell: ([name, { description, title }]) => (
        <>
          {name}
          {(description ?? title) !== undefined && <div className="workflow-title">{description ?? title}</div>}
        </>
      ),
    },
    {
      key: 'type',
      title: t('workflow.paramType'),
      cellClassName: 'soft',
      cell: ([, param]) => (param.enum ? param.enum.map(valueText).join(' | ') : param.type),
    },
    {
      key: 'default',
      title: t('workflow.paramDefault'),
      cell: ([, param]) =>
        param.default === undefined ? (
          <span className="soft">{param.required === true ? t('workflow.required') : '–'}</span>
        ) : (
          <code>{valueText(param.default)}</code>
        ),
    },
  ];
  return <FramedTable columns={columns} rows={entries} rowKey={([name]) => name} />;
}
