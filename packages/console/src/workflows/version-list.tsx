import type { Action, Workflow, WorkflowVersion } from '@carillon/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, versionQuery, versionsQuery } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { CodeBlock } from '../parts/code-block.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView, Skeleton } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';

const route = getRouteApi('/p/$project/w/$workflow');
const RollbackDialog = lazy(async () => ({ default: (await import('./rollback-dialog.tsx')).RollbackDialog }));
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
                      {each.message ? (
                        <span translate="no">{each.message}</span>
                      ) : (
                        <span className="soft">{t('workflow.noMessage')}</span>
                      )}
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
            <VersionSource
              key={version}
              place={place}
              workflow={workflow.name}
              number={version}
              live={workflow.version}
              publish={workflow.actions.publish}
              listed={pages.flatMap(({ items }) => items.map(({ number }) => number))}
            />
          </div>
        )}
      </QueryView>
    </section>
  );
}

interface VersionSourceProps {
  readonly place: Place;
  readonly workflow: string;
  readonly number: number;
  readonly live: number;
  readonly publish: Action;
  /** Numbers of the versions that are listed, the newest first. */
  readonly listed: readonly number[];
}

function VersionSource({ place, workflow, number, ...rest }: VersionSourceProps) {
  const query = useQuery(versionQuery(place, workflow, number));
  return (
    <div className="version-source">
      <QueryView query={query}>{(version) => <SourceFiles version={version} place={place} {...rest} />}</QueryView>
    </div>
  );
}

interface SourceFilesProps extends Pick<VersionSourceProps, 'place' | 'live' | 'publish' | 'listed'> {
  readonly version: WorkflowVersion;
}

function SourceFiles({ version, place, live, publish, listed }: SourceFilesProps) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const { number, workflow } = version;
  return (
    <>
      <p className="soft version-facts">
        <Instant at={version.createdAt} />
        <span className="mono" title={version.hash}>
          {t('workflow.hash')} {version.hash.replace(/^sha256:/, '').slice(0, 12)}
        </span>
        <CopyButton text={version.hash} />
        {number < live && (
          <ActionButton
            small
            action={publish}
            text={t('workflow.rollback', { version: number })}
            onClick={() => setAsked(true)}
          />
        )}
      </p>
      <Compared version={version} place={place} listed={listed} />
      <SourceFile name={`${workflow}.yaml`} text={version.source} open />
      {Object.entries(version.files).map(([name, text]) => (
        <SourceFile key={name} name={name} text={text} />
      ))}
      <Suspense>
        {isAsked && (
          <RollbackDialog
            place={place}
            to={version}
            live={live}
            newest={listed[0] ?? live}
            onClose={() => setAsked(false)}
          />
        )}
      </Suspense>
    </>
  );
}

/** With another version, which stands in the address: the one before unless another is chosen. */
function Compared({
  version: { number, workflow },
  place,
  listed,
}: Pick<SourceFilesProps, 'version' | 'place' | 'listed'>) {
  const { t } = useTranslation();
  const { from = number - 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const others = listed.filter((each) => each !== number);
  if (from < 1 && others.length === 0) return null;
  const compare = (chosen: number) =>
    void navigate({
      search: { tab: 'versions', version: number, ...(chosen !== number - 1 && { from: chosen }) },
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <Select
        className="choice"
        aria-label={t('workflow.compareWith')}
        value={from < 1 ? null : from}
        placeholder={t('workflow.compareWith')}
        onChange={compare}
        options={[...new Set([...others, ...(from < 1 ? [] : [from])])].map((value) => ({
          value,
          label: t('workflow.comparedWith', { version: value }),
        }))}
      />
      {from >= 1 && from !== number && (
        <Suspense fallback={<Skeleton rows={2} />}>
          <VersionChanges key={`${from} ${number}`} workflow={workflow} place={place} from={from} to={number} />
        </Suspense>
      )}
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
