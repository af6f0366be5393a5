import type { Overview, PromiseAtRisk } from '@carillon/protocol';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import { createInstance } from 'i18next';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { approvalsQuery } from '../api/approval-queries.ts';
import { ApiError, UNREACHABLE } from '../api/client.ts';
import { en } from '../i18n/en.ts';
import { AtRisk } from './at-risk.tsx';
import { Attention } from './attention.tsx';
import { NextHours } from './next-hours.tsx';

const i18n = createInstance();
const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
const place = { project: 'retail', environment: 'prod' };

beforeAll(() => i18n.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } } }));

const clientOf = () => new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } });
const drawn = (node: ReactNode, client = clientOf()): string =>
  renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <RouterContextProvider router={router}>{node}</RouterContextProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  );

describe('the overview', () => {
  it('does not say that nothing fires before it knows', () => {
    const text = drawn(<NextHours place={place} />);
    expect(text).toContain(en.overview.nextHours_other.replace('{{count}}', '6'));
    expect(text).not.toContain(en.overview.noFirings);
  });

  it('says that the approvals could not be read, and not that there are none', () => {
    const client = clientOf();
    const query = client.getQueryCache().build(client, { queryKey: approvalsQuery(place, 'open').queryKey });
    query.setState({ status: 'error', error: new ApiError(UNREACHABLE, undefined) });
    const overview = { failures: [] as Overview['failures'] } as Overview;
    expect(drawn(<Attention overview={overview} place={place} hours={12} />, client)).toContain(en.error.unreachable);
    expect(drawn(<Attention overview={overview} place={place} hours={12} />)).not.toContain(en.error.unreachable);
  });

  it('tells when a promise at risk will be met', () => {
    const promise: PromiseAtRisk = {
      project: 'retail',
      runId: 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
      workflow: 'orders',
      kind: 'finish_by',
      term: '2026-11-21T06:00:00.000Z',
      predictedAt: '2026-11-21T06:20:00.000Z',
    };
    expect(drawn(<AtRisk promises={[promise]} />)).toMatch(/expected <[^>]*dateTime="2026-11-21T06:20:00.000Z"/);
    const missed = { ...promise, missedAt: promise.term };
    expect(drawn(<AtRisk promises={[missed]} />)).not.toContain('expected');
  });
});
