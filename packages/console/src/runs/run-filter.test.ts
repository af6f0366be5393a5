import type { Run } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { bulkCommand, bulkRequest, likelyAction, statesOf } from '../bulk/bulk-request.ts';
import { askedRuns, looksPast, parseRunFilter } from './run-filter.ts';

describe('the filter of runs in the address', () => {
  it('keeps what it knows, one word or several, and leaves the rest out', () => {
    expect(
      parseRunFilter({
        workflow: 'daily@6',
        state: 'failed',
        trigger: ['backfill', 'moon'],
        label: 'team=bi',
        input: ['region=eu', 'region'],
        fingerprint: 'DROP',
        since: '3y',
        page: 7,
      }),
    ).toEqual({
      workflow: 'daily@6',
      state: ['failed'],
      trigger: ['backfill'],
      label: ['team=bi'],
      input: ['region=eu'],
    });
  });

  it('holds a free range and missed promises, which survive a reload; a range goes before an age', () => {
    const [from, to] = ['2026-11-20T00:00:00.000Z', '2026-11-21T08:30:00.000Z'];
    const filter = parseRunFilter({ from, to, since: '12h', slaMissed: true });
    expect(filter).toEqual({ from, to, slaMissed: true });
    expect(askedRuns(filter)).toEqual({ createdAfter: from, createdBefore: to, slaMissed: true });
    expect(parseRunFilter({ from: 'yesterday', to: '', slaMissed: 'yes', since: '12h' })).toEqual({ since: '12h' });
    const request = bulkRequest('retail', { filter }, 'rerun', 20);
    const command = bulkCommand(request, { environment: 'prod', since: undefined, now: Date.parse(to) + 60_000 });
    expect(command).toContain('--since 117060s --until 60s --sla-missed');
  });

  it('holds between which times runs ended, also for a command for all of them', () => {
    const [endedFrom, endedTo] = ['2026-11-20T00:00:00.000Z', '2026-11-21T08:30:00.000Z'];
    const filter = parseRunFilter({ endedFrom, endedTo, since: '12h', state: 'failed' });
    expect(filter).toEqual({ endedFrom, endedTo, since: '12h', state: ['failed'] });
    const request = bulkRequest('retail', { filter }, 'rerun_failed', 20);
    expect(request.filter).toMatchObject({ endedAfter: endedFrom, endedBefore: endedTo });
    const command = bulkCommand(request, { environment: 'prod', since: '12h', now: Date.parse(endedTo) + 60_000 });
    expect(command).toContain('--since 12h --ended-since 117060s --ended-until 60s');
  });

  it('asks for no version while it is typed', () => {
    expect(askedRuns({ workflow: 'daily@', input: ['n=1'] })).toEqual({ workflow: 'daily', input: ['n=1'] });
  });

  it('asks for nothing that no name can be', () => {
    expect(askedRuns({ workflow: '@@' })).toEqual({});
    expect(parseRunFilter({ workflow: 'x'.repeat(400) }).workflow).toHaveLength(80);
  });

  it('knows which filters bound a page by what it looks at', () => {
    expect(looksPast({ workflow: 'daily', state: ['failed'], since: '1h' })).toBe(false);
    expect(looksPast({ workflow: 'daily@6' })).toBe(true);
    expect(looksPast({ fingerprint: '0a1b' })).toBe(true);
  });

  it('goes into the command for all of its runs whole', () => {
    const filter = parseRunFilter({ workflow: 'daily@6', trigger: ['rerun'], label: ['a b'], input: ['n=1'] });
    const request = bulkRequest('retail', { filter }, 'stop', 20);
    expect(request.filter).toMatchObject({ project: 'retail', workflow: 'daily@6', label: ['a b'], input: ['n=1'] });
    expect(bulkCommand(request, { environment: 'prod', since: '1h' })).toBe(
      `npx carillon bulk create stop --project retail -e prod --workflow daily@6 --state queued,running,paused --trigger rerun --label 'a b' --input n=1 --since 1h --rate 20 --watch`,
    );
  });

  it('gives way to runs that are ticked, whatever their states', () => {
    const runs = [
      { id: 'run_b', state: 'running' },
      { id: 'run_a', state: 'failed' },
    ] as Run[];
    expect(likelyAction(statesOf({ runs }))).toBe('stop');
    expect(likelyAction(statesOf({ runs: runs.slice(1) }))).toBe('rerun_failed');
    const request = bulkRequest('retail', { runs }, 'stop', 20);
    expect(request.filter).toEqual({ runs: ['run_b', 'run_a'] });
    expect(bulkCommand(request, { environment: 'prod', since: undefined })).toBe(
      'npx carillon bulk create stop run_b run_a -e prod --rate 20 --watch',
    );
  });
});
