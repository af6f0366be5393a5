import type { Workflow, WorkflowVersion } from '@carillon/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, versionQuery, versionsQuery } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView, Skeleton } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';

const route = getRouteApi('/p/$project/w/$workflow');
const VersionChanges = lazy(async () => ({ default: (await import('./version-changes.tsx')).VersionChanges }));

/** Versions never change, so what ran is always there to read: the document as applied and its files. */
export function VersionList({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(versionsQuery(place, workflow.name));
  const { version = workflow.version } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <section className="panel">
      <h2>{t('workflow.versions')}</h2>
      <QueryView query={query}>
        {({ pages }) => (
          <div className="versions">
            <ol className="version-choice">
              {pages
                .flatMap(({ items }) => items)
                .map((each) => (
                  <li key={each.id}>
                    <button
                      type="button"
                      aria-pressed={each.number === version}
                      onClick={() =>
                        void navigate({
                          search: { tab: 'versions', version: each.number },
                          replace: true,
                          resetScroll: false,
                        })
                      }
                    >
                      <span>
                        <b>@{each.number}</b>{' '}
                        {each.number === workflow.version && <span className="tag">{t('workflow.live')}</span>}
                      </span>
                      <span>{each.message || <span className="soft">{t('workflow.noMessage')}</span>}</span>
                      <span className="soft">{t('workflow.appliedBy', { author: each.author })}</span>
                    </button>
                  </li>
                ))}
              {query.hasNextPage && (
                <li>
                  <LoadMore query={query} />
                </li>
              )}
            </ol>
            <VersionSource place={place} workflow={workflow.name} number={version} />
          </div>
        )}
      </QueryView>
    </section>
  );
}

function VersionSource({ place, workflow, number }: { place: Place; workflow: string; number: number }) {
  const query = useQuery(versionQuery(place, workflow, number));
  return (
    <div className="version-source">
      <QueryView query={query}>{(version) => <SourceFiles version={version} place={place} />}</QueryView>
    </div>
  );
}

function SourceFiles({ version, place }: { version: WorkflowVersion; place: Place }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="soft version-facts">
        <Instant at={version.createdAt} />
        <span className="mono" title={version.hash}>
          {t('workflow.hash')} {version.hash.replace(/^sha256:/, '').slice(0, 12)}
        </span>
        <CopyButton text={version.hash} />
      </p>
      {version.number > 1 && (
        <Suspense fallback={<Skeleton rows={2} />}>
          <VersionChanges
            key={version.number}
            workflow={version.workflow}
            place={place}
            from={version.number - 1}
            to={version.number}
          />
        </Suspense>
      )}
      <SourceFile name={`${version.workflow}.yaml`} text={version.source} open />
      {Object.entries(version.files).map(([name, text]) => (
        <SourceFile key={name} name={name} text={text} />
      ))}
    </>
  );
}

function SourceFile({ name, text, open = false }: { name: string; text: string; open?: boolean }) {
  return (
    <details className="source-file" open={open}>
      <summary>{name}</summary>
      <div className="source-text">
        <CopyButton text={text} />
        <CodeBlock text={text} />
      </div>
    </details>
  );
}
