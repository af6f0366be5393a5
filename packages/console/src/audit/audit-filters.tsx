import type { AuditRecord } from '@carillon/protocol';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { FilterInput } from '../parts/filter-input.tsx';
import { MoreFilters } from '../parts/more-filters.tsx';
import { RUN_AGES, type RunAge } from '../runs/run-age.ts';
import { AUDIT_KINDS, type AuditFilterSearch, OUTCOMES } from './audit-filter.ts';
import { useAuditWords } from './audit-words.ts';

interface AuditFiltersProps {
  readonly filter: AuditFilterSearch;
  /** An empty part is left out by who reads the address. */
  readonly onChange: (filter: Readonly<Record<string, unknown>>) => void;
}

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const { kind: kindText } = useAuditWords();
  const change = useCallback(
    (part: Readonly<Record<string, unknown>>) => onChange({ ...filter, ...part }),
    [filter, onChange],
  );
  const setObject = useCallback((object: string) => change({ object }), [change]);
  const { kind = '', outcome = '', since = '' } = filter;
  const kinds = [...new Set([...AUDIT_KINDS, ...(kind === '' ? [] : [kind])])];
  return (
    <>
      <FilterInput label={t('audit.filterObject')} value={filter.object ?? ''} onChange={setObject} />
      <Select<string>
        aria-label={t('audit.kind')}
        className="choice"
        value={kind}
        onChange={(next) => change({ kind: next })}
        options={[
          { value: '', label: t('audit.anyKind') },
          ...kinds.map((each) => ({ value: each, label: kindText(each) })),
        ]}
      />
      <Select<AuditRecord['outcome'] | ''>
        aria-label={t('audit.outcome')}
        className="choice"
        value={outcome}
        onChange={(next) => change({ outcome: next })}
        options={[
          { value: '', label: t('audit.anyOutcome') },
          ...OUTCOMES.map((each) => ({ value: each, label: t(`auditOutcome.${each}`) })),
        ]}
      />
      <Select<RunAge | ''>
        aria-label={t('audit.at')}
        className="choice"
        value={since}
        onChange={(next) => change({ since: next })}
        options={[
          { value: '', label: t('runs.anyTime') },
          ...RUN_AGES.map((age) => ({ value: age, label: t(`runAge.${age}`) })),
        ]}
      />
      <MoreAuditFilters filter={filter} onChange={change} />
      {Object.keys(filter).length > 0 && (
        <Button type="link" onClick={() => onChange({})}>
          {t('action.resetFilters')}
        </Button>
      )}
    </>
  );
}

function MoreAuditFilters({ filter, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const { projects, environments } = useSuspenseQuery(sessionQuery).data;
  const { actor, action, project, environment, address, request } = filter;
  const setActor = useCallback((text: string) => onChange({ actor: text }), [onChange]);
  const setAction = useCallback((text: string) => onChange({ action: text }), [onChange]);
  const setAddress = useCallback((text: string) => onChange({ address: text }), [onChange]);
  const setRequest = useCallback((text: string) => onChange({ request: text }), [onChange]);
  const used = [actor, action, project, environment, address, request].filter((part) => part !== undefined).length;
  return (
    <MoreFilters used={used}>
      <FilterInput label={t('audit.actor')} value={actor ?? ''} onChange={setActor} />
      <FilterInput label={t('audit.action')} value={action ?? ''} onChange={setAction} />
      <p className="hint">{t('audit.actionHint')}</p>
      <Select<string>
        aria-label={t('bar.project')}
        value={project ?? ''}
        onChange={(next) => onChange({ project: next })}
        options={[{ value: '', label: t('audit.anyProject') }, ...named(projects, project)]}
      />
      <Select<string>
        aria-label={t('bar.environment')}
        value={environment ?? ''}
        onChange={(next) => onChange({ environment: next })}
        options={[{ value: '', label: t('audit.anyEnvironment') }, ...named(environments, environment)]}
      />
      <FilterInput label={t('audit.address')} value={address ?? ''} onChange={setAddress} />
      <FilterInput label={t('audit.request')} value={request ?? ''} onChange={setRequest} />
    </MoreFilters>
  );
}

const named = (names: readonly string[], chosen: string | undefined) =>
  [...new Set([...names, ...(chosen === undefined ? [] : [chosen])])].map((value) => ({ value, label: value }));
