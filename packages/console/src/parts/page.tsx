import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, UNREACHABLE } from '../api/client.ts';
import { useFault } from '../i18n/use-fault.ts';
import { useSaid } from '../i18n/use-said.ts';
import { useRefusalText } from './refusal.ts';
import './form.css';
import './page.css';

export function useTitle(...parts: readonly string[]): void {
  const title = [...parts, 'Carillon'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export function PageHeader({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-header">
      <div className="page-heading">
        <h1>{title}</h1>
        {note !== undefined && <div className="page-note">{note}</div>}
      </div>
      <div className="page-actions">{children}</div>
    </header>
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {hint !== undefined && <p className="soft">{hint}</p>}
      {children}
    </div>
  );
}

/** Nothing is left by the filters of a list, which can be taken away. */
export function FilteredOut({ title, onReset }: { title: string; onReset: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty title={title}>
      <Button onClick={onReset}>{t('action.resetFilters')}</Button>
    </Empty>
  );
}

function errorTitle(status: number | undefined): 'unreachable' | 'missing' | 'forbidden' | 'refused' | 'title' {
  // What stands before the server says so with one of these.
  if (status === UNREACHABLE || status === 502 || status === 503 || status === 504) return 'unreachable';
  if (status === 404) return 'missing';
  if (status === 403) return 'forbidden';
  // It was understood, and is not carried out as it is.
  return status === 400 || status === 409 || status === 422 ? 'refused' : 'title';
}

/** What failed, in a few words; a newer server may have codes that have no words here. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const known = error instanceof ApiError ? error : undefined;
    const general = `error.${errorTitle(known?.status)}`;
    const code = known?.problem?.code;
    // What is missing is told by the page that misses it.
    return code === undefined || known?.status === 404 ? t(general) : t([`problem.${code}`, general]);
  };
}

interface ErrorViewProps {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
  /** It stands for a whole page, and is its heading. */
  readonly isPage?: boolean | undefined;
}

/** What failed, the code, the request's id and a way to try again, unless trying cannot help. The rest of the page goes on working. */
export function ErrorView({ error, retry, isPage = false }: ErrorViewProps) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : undefined;
  const { code, instance, hint, refusal, said, errors } = known?.problem ?? {};
  const inWords = useSaid();
  const fault = useFault();
  const refusalText = useRefusalText();
  const silent = known?.status === UNREACHABLE;
  const missing = known?.status === 404;
  // The same request would be answered the same.
  const isForGood = missing || known?.status === 400 || known?.status === 422;
  const Title = isPage ? 'h1' : 'p';
  const title = useErrorText()(error);
  const { message } = error as Error;
  const isOfOthers = code === 'AUTH_CSRF';
  const detail = isOfOthers
    ? t('error.otherSession')
    : silent
      ? t('error.unreachableHint')
      : missing
        ? t('error.notFoundHint')
        : said || !errors?.length
          ? inWords(said?.detail, message)
          : errors.map(fault).join('; ');
  return (
    <div className="empty" role="alert">
      <Title className="empty-title">{title}</Title>
      {detail.toLowerCase() !== title.toLowerCase() && <p className="soft">{detail}</p>}
      {hint !== undefined && !missing && !isOfOthers && (
        <p className="soft">{refusal ? refusalText(refusal, hint) : inWords(said?.hint, hint)}</p>
      )}
      {(code !== undefined || instance !== undefined) && (
        <p className="soft mono">
          {[code && `${t('error.code')} ${code}`, instance && `${t('error.requestId')} ${instance}`]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {isOfOthers ? (
        <Button onClick={() => location.reload()}>{t('error.reload')}</Button>
      ) : (
        retry && !isForGood && <Button onClick={retry}>{t('action.retry')}</Button>
      )}
      {isPage && isForGood && <Link to="/">{t('nav.overview')}</Link>}
    </div>
  );
}

/** Grey bars, drawn only when the answer takes longer than 150 ms. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skeleton" aria-busy>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ width: `${92 - ((row * 17) % 38)}%` }} />
      ))}
    </div>
  );
}

type Result<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;

/** Draws what there is: old data stay when a later request fails. */
export function QueryView<T>({
  query,
  rows,
  isPage,
  children,
}: {
  query: Result<T>;
  rows?: number;
  isPage?: boolean;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorView error={query.error} retry={() => void query.refetch()} isPage={isPage} />;
  return <Skeleton {...(rows !== undefined && { rows })} />;
}
