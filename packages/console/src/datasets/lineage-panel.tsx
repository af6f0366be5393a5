import { FRESHNESS } from '@carillon/core';
import type { Lineage, LineageNode } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { lineageQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { FreshnessLabel } from '../states/state-label.tsx';
import { type DatasetSearch, DEPTH, DEPTHS, rootIn } from './dataset-search.ts';
import { LineageGraph } from './lineage-graph.tsx';
import { NoLineage } from './no-dataset.tsx';
import './lineage.css';

interface LineagePanelProps {
  readonly place: Place;
  readonly search: DatasetSearch;
  readonly onChange: (search: DatasetSearch) => void;
}

/** What comes before what: all of a project, or around the one that is chosen. */
export function LineagePanel({ place, search, onChange }: LineagePanelProps) {
  const { t } = useTranslation();
  const of = rootIn(search);
  const { depth = DEPTH, name = search.workflow } = search;
  const query = useQuery(lineageQuery(place, of, depth));
  const open = useOpen();
  return (
    <section className="panel lineage">
      <div className="panel-head">
        <h2>{name === undefined ? t('lineage.whole') : t('lineage.around', { name })}</h2>
        {of !== undefined && (
          <div className="toolbar-group">
            <Select<number>
              aria-label={t('lineage.depth')}
              value={depth}
              onChange={(value) => onChange({ ...search, depth: value })}
              options={DEPTHS.map((value) => ({ value, label: t('lineage.steps', { count: value }) }))}
            />
            <LinkButton to="/p/$project/datasets" params={{ project: place.project }} search={{ view: 'lineage' }}>
              {t('lineage.showWhole')}
            </LinkButton>
          </div>
        )}
      </div>
      <QueryView query={query}>
        {(lineage) =>
          lineage.nodes.length === 0 && !lineage.isPartial ? (
            <NoLineage />
          ) : (
            <>
              {lineage.isPartial && <p className="panel-note">{t('lineage.partial')}</p>}
              {lineage.isCut && <p className="panel-note">{t('lineage.cut', { count: lineage.nodes.length })}</p>}
              {lineage.nodes.length > 0 && <LineageGraph lineage={lineage} place={place} onOpen={open} />}
              <Legend lineage={lineage} />
            </>
          )
        }
      </QueryView>
    </section>
  );
}

/** A dataset stands in the middle then; a workflow has a page of its own, and a file has none. */
function useOpen(): (node: LineageNode) => void {
  const navigate = useNavigate();
  return ({ kind, project, name, version }) => {
    if (project === undefined) return;
    if (kind === 'dataset')
      void navigate({ to: '/p/$project/datasets', params: { project }, search: { view: 'lineage', name } });
    else if (version !== undefined)
      void navigate({ to: '/p/$project/w/$workflow', params: { project, workflow: name } });
  };
}

function Legend({ lineage: { nodes } }: { lineage: Lineage }) {
  const shown = FRESHNESS.filter((each) => nodes.some(({ freshness }) => freshness === each));
  return (
    <div className="lineage-legend">
      {shown.map((each) => (
        <FreshnessLabel key={each} freshness={each} />
      ))}
    </div>
  );
}
