import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, workflowsQuery } from '../api/queries.ts';
import { useSettled } from '../time/use-settled.ts';

const SETTLE_MS = 200;

interface DownstreamFieldProps {
  readonly place: Place;
  /** The one that is backfilled. */
  readonly workflow: string;
  readonly value: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

/** The server finds what is typed: a project may have more workflows than a list would show. */
export function DownstreamField({ place, workflow, value, onChange }: DownstreamFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed.trim(), SETTLE_MS);
  const found = useInfiniteQuery({
    ...workflowsQuery(place, text === '' ? {} : { text }),
    placeholderData: keepPreviousData,
  });
  const names = found.data?.pages.flatMap(({ items }) => items.map(({ name }) => name)) ?? [];
  return (
    <div className="field">
      <label htmlFor={id}>{t('backfill.downstream')}</label>
      <Select<string[]>
        id={id}
        mode="multiple"
        allowClear
        placeholder={t('backfill.noDownstream')}
        value={[...value]}
        onChange={onChange}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        loading={found.isFetching}
        options={names.filter((name) => name !== workflow).map((name) => ({ value: name, label: name }))}
      />
      <p className="hint">
        {t('backfill.downstreamHint')} {found.hasNextPage && t('backfill.moreDownstream', { count: names.length })}
      </p>
    </div>
  );
}
