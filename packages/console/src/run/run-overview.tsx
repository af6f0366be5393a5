import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { artifactsQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { ArtifactList } from './artifact-list.tsx';
import { EventList } from './event-list.tsx';
import { ValuesView } from './values-view.tsx';
import './task-panel.css';

/** The run as a whole: shown while no task is selected. */
export function RunOverview({ run }: { run: Run }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<'result' | 'events'>('result');
  return (
    <section className="task-panel" aria-label={t('run.overview')}>
      <h2 className="visually-hidden">{t('run.overview')}</h2>
      <Tabs
        label={t('run.overview')}
        tabs={[
          { key: 'result', label: t('run.overview') },
          { key: 'events', label: t('run.events') },
        ]}
        active={tab}
        onChange={setTab}
      >
        {tab === 'result' ? <Result run={run} /> : <EventList runId={run.id} />}
      </Tabs>
    </section>
  );
}

function Result({ run }: { run: Run }) {
  const { t } = useTranslation();
  const artifacts = useQuery(artifactsQuery(run.id));
  return (
    <div className="tab-sections">
      <p className="soft">{t('run.selectTask')}</p>
      {run.outputs && (
        <section>
          <h3>{t('run.outputs')}</h3>
          <ValuesView values={run.outputs} none={t('io.noOutput')} />
        </section>
      )}
      <section>
        <h3>{t('io.artifacts')}</h3>
        <QueryView query={artifacts} rows={2}>
          {({ items }) => <ArtifactList artifacts={items} withTask />}
        </QueryView>
      </section>
      <section>
        <h3>{t('run.params')}</h3>
        <ValuesView values={run.params} none={t('workflow.noParams')} />
      </section>
    </div>
  );
}
