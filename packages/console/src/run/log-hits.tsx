import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LogQuery, logSearchQuery } from '../api/queries.ts';
import { byteText } from '../parts/byte-text.ts';
import { ErrorView } from '../parts/page.tsx';
import { plainText } from './ansi.ts';

/** So many are looked for at once; more are asked for. */
const AT_ONCE = 200;

interface LogHitsProps {
  readonly taskRunId: string;
  readonly attempt: number;
  readonly query: LogQuery;
  readonly marked: number | undefined;
  readonly onPick: (line: number) => void;
}

/** What the server finds in the whole log, part by part, with how far it has come. */
export function LogHits({ taskRunId, attempt, query, marked, onPick }: LogHitsProps) {
  const { t } = useTranslation();
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
    logSearchQuery(taskRunId, attempt, query),
  );
  const [wanted, setWanted] = useState(AT_ONCE);
  const hits = data?.pages.flatMap(({ items }) => items) ?? [];
  const last = data?.pages.at(-1);
  const goesOn = hasNextPage && !error && hits.length < wanted;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  if (error && hits.length === 0) return <ErrorView error={error} />;
  return (
    <section className="log-hits" aria-label={t('log.found')}>
      <p role="status" className="soft">
        {t('log.foundSoFar', { count: hits.length })}
        {last && hasNextPage && (
          <span> · {t('log.searched', { searched: byteText(last.searched), size: byteText(last.size) })}</span>
        )}
        {hasNextPage && !goesOn && (
          <Button size="small" type="link" onClick={() => setWanted(wanted + AT_ONCE)}>
            {t('log.searchOn')}
          </Button>
        )}
      </p>
      {hits.length > 0 && (
        <ol>
          {hits.map(({ line, text }) => (
            <li key={line}>
              <button type="button" aria-current={line === marked} onClick={() => onPick(line)}>
                <span className="log-number">{line}</span>
                <span className="log-hit-text">{plainText(text)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
