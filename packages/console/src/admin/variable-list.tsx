import type { EffectiveValue, Variable } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { ValueView } from '../run/values-view.tsx';
import { usePlace } from '../shell/place.ts';
import type { NameFilter } from './admin-page.tsx';
import { effectiveVariablesQuery, variablesQuery } from './admin-queries.ts';
import { LevelBelow, LevelName, levelKey } from './level.tsx';
import { useActionsColumn, useUpdatedColumn } from './shared-columns.tsx';
import { RemoveVariableDialog, SetVariableDialog } from './variable-dialogs.tsx';
import { typedValue } from './variable-value.ts';

type Asked = { readonly verb: 'new' } | { readonly verb: 'set' | 'remove'; readonly variable: Variable };

/** What expressions read as `vars`, of every level, and which of them runs of this place are given. */
export function VariableList({ q, onFilter }: NameFilter) {
  const { t } = useTranslation();
  const place = usePlace();
  const query = useQuery(variablesQuery);
  const effective = useQuery(effectiveVariablesQuery(place)).data?.items ?? [];
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <>
      <div className="toolbar">
        <div className="filters">
          <FilterInput label={t('admin.filterName')} value={q} onChange={onFilter} />
          <span className="soft">{t('variables.note', { ...place })}</span>
        </div>
        <Button onClick={() => setAsked({ verb: 'new' })}>{t('variables.add')}</Button>
      </div>
      <QueryView query={query}>
        {({ items }) => {
          const shown = items.filter(({ name }) => name.includes(q.toLowerCase()));
          if (items.length === 0) return <Empty title={t('variables.empty')} hint={t('variables.emptyHint')} />;
          if (shown.length === 0) return <FilteredOut title={t('variables.filtered')} onReset={() => onFilter('')} />;
          return <VariableTable variables={shown} effective={effective} onAsk={setAsked} />;
        }}
      </QueryView>
      {asked?.verb === 'new' && <SetVariableDialog onClose={close} />}
      {asked?.verb === 'set' && <SetVariableDialog variable={asked.variable} onClose={close} />}
      {asked?.verb === 'remove' && <RemoveVariableDialog variable={asked.variable} onClose={close} />}
    </>
  );
}

const SHORT = 60;

/** A short list stands in its line. */
function VariableValue({ value }: { value: unknown }) {
  const { text } = typedValue(value);
  return text.length <= SHORT ? <code>{text}</code> : <ValueView value={value} />;
}

interface VariableTableProps {
  readonly variables: readonly Variable[];
  readonly effective: readonly EffectiveValue[];
  readonly onAsk: (asked: Asked) => void;
}

const rowKey = (value: Pick<Variable, 'name'> & Parameters<typeof levelKey>[0]): string =>
  `${value.name} ${levelKey(value)}`;

function VariableTable({ variables, effective, onAsk }: VariableTableProps) {
  const { t } = useTranslation();
  const inForce = new Set(effective.map(rowKey));
  const columns: readonly Column<Variable>[] = [
    {
      key: 'name',
      title: t('variables.name'),
      cellClassName: 'name break',
      cell: (variable) => (
        <>
          {variable.name} {inForce.has(rowKey(variable)) && <span className="tag">{t('variables.inForce')}</span>}
          <LevelBelow {...variable} />
        </>
      ),
    },
    {
      key: 'value',
      title: t('variables.value'),
      cellClassName: 'break',
      cell: ({ value }) => <VariableValue value={value} />,
    },
    { key: 'level', title: t('admin.level'), className: 'medium', cell: (variable) => <LevelName {...variable} /> },
    useUpdatedColumn(),
    useActionsColumn([
      {
        key: 'set',
        text: t('variables.set'),
        name: ({ name }) => t('variables.setTitle', { name }),
        act: (variable) => onAsk({ verb: 'set', variable }),
      },
      {
        key: 'remove',
        text: t('admin.remove'),
        name: ({ name }) => t('variables.removeTitle', { name }),
        act: (variable) => onAsk({ verb: 'remove', variable }),
      },
    ]),
  ];
  return <FramedTable columns={columns} rows={variables} rowKey={rowKey} />;
}
