import type { Workflow } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, versionsQuery } from '../api/queries.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { type BackfillFields, MAX_PARALLELISM, ONLY, ORDERS } from './backfill-request.ts';
import { DownstreamField } from './downstream-field.tsx';

interface BackfillOptionsProps {
  readonly place: Place;
  readonly workflow: Workflow;
  readonly fields: BackfillFields;
  readonly onChange: (fields: BackfillFields) => void;
}

export function BackfillOptions({ place, workflow, fields, onChange }: BackfillOptionsProps) {
  const { t } = useTranslation();
  const id = useId();
  const set = (part: Partial<BackfillFields>) => onChange({ ...fields, ...part });
  const versions = useInfiniteQuery(versionsQuery(place, workflow.name));
  const numbers = versions.data?.pages.flatMap(({ items }) => items.map(({ number }) => number)) ?? [];
  return (
    <div className="backfill-options">
      <ChoiceList
        label={t('backfill.only')}
        value={fields.only}
        onChange={(only) => set({ only })}
        choices={ONLY.map((value) => ({
          value,
          label: t(`backfillOnly.${value}`),
          hint: t(`backfillOnlyHint.${value}`),
        }))}
      />
      <ChoiceList
        label={t('backfill.order')}
        value={fields.order}
        onChange={(order) => set({ order })}
        choices={ORDERS.map((value) => ({ value, label: t(`backfillOrder.${value}`) }))}
      />
      <div className="field">
        <label htmlFor={`${id}-parallel`}>{t('backfill.parallelism')}</label>
        <Input
          id={`${id}-parallel`}
          type="number"
          min={1}
          max={MAX_PARALLELISM}
          value={fields.parallelism}
          aria-describedby={`${id}-parallel-hint`}
          onChange={(event) => set({ parallelism: event.target.value })}
        />
        <p id={`${id}-parallel-hint`} className="hint">
          {t('backfill.parallelismHint')}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-version`}>{t('backfill.version')}</label>
        <Select
          id={`${id}-version`}
          value={fields.version ?? 0}
          onChange={(version) => set({ version: version === 0 ? undefined : version })}
          options={[
            { value: 0, label: t('backfill.liveVersion', { version: workflow.version }) },
            ...numbers.map((number) => ({ value: number, label: `@${number}` })),
          ]}
        />
      </div>
      <DownstreamField
        place={place}
        workflow={workflow.name}
        value={fields.downstream}
        onChange={(downstream) => set({ downstream })}
      />
    </div>
  );
}
