import type { Calendar, CalendarVersion } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { calendarVersionsQuery } from '../api/calendar-queries.ts';
import type { Place } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView } from '../parts/page.tsx';
import { Instant } from '../time/instant.tsx';

/** Every version stays to read; schedules follow the newest. */
export function CalendarVersions({ place, calendar }: { place: Place; calendar: Calendar }) {
  const { t } = useTranslation();
  const isStored = calendar.origin === 'document';
  const query = useInfiniteQuery({ ...calendarVersionsQuery(place, calendar.name), enabled: isStored });
  return (
    <section className="panel">
      <h2>{t('calendars.versions')}</h2>
      {isStored ? (
        <QueryView query={query} rows={3}>
          {({ pages }) => (
            <div className="calendar-versions">
              {pages
                .flatMap(({ items }) => items)
                .map((version, row) => (
                  <Version key={version.version} version={version} open={row === 0} />
                ))}
              <LoadMore query={query} />
            </div>
          )}
        </QueryView>
      ) : (
        <p className="panel-note soft">{t('calendars.noVersions')}</p>
      )}
    </section>
  );
}

function Version({
  version: { version, author, message, createdAt, document },
  open,
}: {
  version: CalendarVersion;
  open: boolean;
}) {
  const { t } = useTranslation();
  const text = JSON.stringify(document, undefined, 2);
  return (
    <details className="source-file" open={open}>
      <summary>@{version}</summary>
      <p className="soft version-facts">
        <span>{message || t('workflow.noMessage')}</span>
        <span>{t('workflow.appliedBy', { author })}</span>
        <Instant at={createdAt} />
      </p>
      <div className="source-text">
        <CopyButton text={text} />
        <CodeBlock text={text} />
      </div>
    </details>
  );
}
