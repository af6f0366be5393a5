import type { Alert, FailureGroup, Overview, PromiseAtRisk } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { alertsQuery } from '../alerts/alert-queries.ts';
import { approvalsQuery } from '../api/approval-queries.ts';
import { ApiError, UNREACHABLE } from '../api/client.ts';
import { en } from '../i18n/en.ts';
import { AtRisk } from './at-risk.tsx';
import { Attention } from './attention.tsx';
import { NextHours } from './next-hours.tsx';

const place = { project: 'retail', environment: 'prod' };

describe('the overview', () => {
  it('does not say that nothing fires before it knows', async () => {
    const text = await drawn(<NextHours place={place} />);
    expect(text).toContain(en.overview.nextHours_other.replace('{{count}}', '6'));
    expect(text).not.toContain(en.overview.noFirings);
  });

  it('says that the approvals could not be read, and not that there are none', async () => {
    const client = quietClient();
    const query = client.getQueryCache().build(client, { queryKey: approvalsQuery(place, 'open').queryKey });
    query.setState({ status: 'error', error: new ApiError(UNREACHABLE, undefined) });
    const overview = { failures: [] as Overview['failures'] } as Overview;
    expect(await drawn(<Attention overview={overview} place={place} hours={12} />, client)).toContain(
      en.error.unreachable,
    );
    expect(await drawn(<Attention overview={overview} place={place} hours={12} />)).not.toContain(en.error.unreachable);
  });

  it('tells when a promise at risk will be met', async () => {
    const promise: PromiseAtRisk = {
      project: 'retail',
      runId: 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
      workflow: 'orders',
      kind: 'finish_by',
      term: '2026-11-21T06:00:00.000Z',
      predictedAt: '2026-11-21T06:20:00.000Z',
    };
    expect(await drawn(<AtRisk promises={[promise]} />)).toMatch(/expected <[^>]*dateTime="2026-11-21T06:20:00.000Z"/);
    const missed = { ...promise, missedAt: promise.term };
    expect(await drawn(<AtRisk promises={[missed]} />)).not.toContain('expected');
  });
  describe('a failure, when many causes of its task are open', () => {
    const of = { project: 'retail', workflow: 'orders', task: 'load', reason: { code: 'TASK_FAILED' } };
    const failure = {
      ...of,
      fingerprint: 'own',
      runs: 1,
      isPartial: false,
      newestRunId: 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
      cascade: 0,
      since: '2026-11-21T05:00:00.000Z',
      last: '2026-11-21T06:00:00.000Z',
    } as FailureGroup;
    const overview = { failures: [failure], since: failure.since } as Partial<Overview> as Overview;
    const others = {
      ...of,
      id: 'alr_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
      fingerprint: 'others',
      holdsOthers: true,
      openedAt: failure.since,
      actions: { silence: { allowed: true } },
    } as Partial<Alert> as Alert;
    const shown = (items: readonly Alert[], nextCursor?: string) => {
      const client = quietClient();
      const page = { items: [...items], ...(nextCursor !== undefined && { nextCursor }) };
      client.setQueryData(alertsQuery(place, {}).queryKey, { pages: [page], pageParams: [undefined] });
      return drawn(<Attention overview={overview} place={place} hours={12} />, client);
    };

    it('is silenced with the others if it is not told apart', async () => {
      expect(await shown([others])).toContain(en.overview.silence);
    });

    it('is not taken for one of the others while its own cause may be on a further page', async () => {
      const text = await shown([others], 'more');
      expect(text).not.toContain(en.overview.silence);
      expect(text).toContain(en.overview.alerts);
    });

    it('is not taken for one of the others if these failed after it: its own cause has recovered', async () => {
      const text = await shown([{ ...others, openedAt: '2026-11-21T06:30:00.000Z' }]);
      expect(text).not.toContain(en.overview.silence);
    });
  });
});
