import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { datasetUsesQuery, datasetWaitsQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';

const SHOWN = 10;
/** The server tells of so many at most. */
const MOST = 100;

interface UpdatePreviewProps {
  readonly place: Place;
  readonly name: string;
  /** Empty: the whole. */
  readonly partition: string;
}

/** Who goes on when the dataset is told to be up to date, and who finds it later. */
export function UpdatePreview({ place, name, partition }: UpdatePreviewProps) {
  const { t } = useTranslation();
  const query = useQuery(datasetWaitsQuery(place, name, partition));
  const { data: all } = useQuery(datasetWaitsQuery(place, name));
  const { data: uses } = useQuery(datasetUsesQuery(place, name));
  const readers = uses?.items.filter(({ use }) => use === 'awaits') ?? [];
  const names = [
    ...new Set(
      readers.map(({ project, workflow }) => (project === place.project ? workflow : `${project}/${workflow}`)),
    ),
  ];
  return (
    <QueryView query={query} rows={2}>
      {({ items: met }) => {
        const waiting = all?.items ?? [];
        const others = waiting.filter((wait) => wait.partition !== undefined && wait.partition !== partition).length;
        return (
          <div className="change-preview" role="status">
            <b>
              {met.length === 0
                ? t('datasets.nobodyGoesOn')
                : t(met.length < MOST ? 'datasets.goOn' : 'datasets.goOnAtLeast', { count: met.length })}
            </b>
            {met.length > 0 && (
              <ul>
                {met.slice(0, SHOWN).map(({ runId, workflow, task, since }) => (
                  <li key={`${runId} ${task}`}>
                    <Link to="/r/$runId" params={{ runId }}>{`${workflow} / ${task}`}</Link>{' '}
                    <span className="soft">
                      {t('datasets.waitsSince')} <Instant at={since} />
                    </span>
                  </li>
                ))}
                {met.length > SHOWN && <li className="soft">…</li>}
              </ul>
            )}
            {others > 0 && (
              <p className="soft">
                {t(waiting.length < MOST ? 'datasets.waitOn' : 'datasets.waitOnAtLeast', { count: others })}
              </p>
            )}
            {names.length > 0 && <p className="soft">{t('datasets.laterUses', { names: names.join(', ') })}</p>}
          </div>
        );
      }}
    </QueryView>
  );
}
