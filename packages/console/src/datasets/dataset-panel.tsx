import type { Dataset } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { datasetQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { FreshnessLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { DatasetUpdates } from './dataset-updates.tsx';
import { DatasetUses } from './dataset-uses.tsx';
import './lineage.css';

const UpdateDialog = lazy(async () => ({ default: (await import('./update-dialog.tsx')).UpdateDialog }));

interface DatasetPanelProps {
  readonly place: Place;
  readonly name: string;
  /** What is around it is drawn above already. */
  readonly isInLineage?: boolean;
}

/** One dataset: how fresh it is, who brings it up to date and who waits for it, and what brought it up to date. */
export function DatasetPanel({ place, name, isInLineage = false }: DatasetPanelProps) {
  const { t } = useTranslation();
  const query = useQuery(datasetQuery(place, name));
  const [isAsked, setAsked] = useState(false);
  const isMissing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h2>{name}</h2>
          <div className="toolbar-group">
            {!isInLineage && (
              <LinkButton
                to="/p/$project/datasets"
                params={{ project: place.project }}
                search={{ view: 'lineage', name }}
              >
                {t('lineage.showAround')}
              </LinkButton>
            )}
            {query.data && (
              <ActionButton
                type="primary"
                action={query.data.actions.update}
                text={t('datasets.update')}
                onClick={() => setAsked(true)}
              />
            )}
          </div>
        </div>
        {isMissing ? (
          <p className="panel-note soft">{t('datasets.notYet')}</p>
        ) : (
          <QueryView query={query} rows={2}>
            {(dataset) => <Facts dataset={dataset} />}
          </QueryView>
        )}
        <DatasetUses place={place} name={name} />
      </section>
      {!isMissing && <DatasetUpdates place={place} name={name} />}
      {isAsked && (
        <Suspense>
          <UpdateDialog place={place} name={name} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}

function Facts({ dataset: { title, description, uri, owner, fresh, freshness, lastUpdate } }: { dataset: Dataset }) {
  const { t } = useTranslation();
  return (
    <>
      {(title !== undefined || description !== undefined) && (
        <p className="panel-note">{[title, description].filter(Boolean).join(' · ')}</p>
      )}
      <dl className="summary dataset-facts">
        <div>
          <dt>{t('datasets.freshness')}</dt>
          <dd>
            <FreshnessLabel freshness={freshness} /> {lastUpdate && <Instant at={lastUpdate.at} />}
          </dd>
        </div>
        <div>
          <dt>{t('datasets.freshFor')}</dt>
          <dd>{fresh ?? <span className="soft">{t('datasets.noExpectation')}</span>}</dd>
        </div>
        <div>
          <dt>{t('workflows.owner')}</dt>
          <dd>{owner ?? <span className="soft">{t('workflows.noOwner')}</span>}</dd>
        </div>
        {uri !== undefined && (
          <div>
            <dt>{t('datasets.uri')}</dt>
            <dd>
              <code>{uri}</code>
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}
