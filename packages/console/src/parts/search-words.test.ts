import { describe, expect, it } from 'vitest';
import { parseAlertsSearch } from '../alerts/alerts-search.ts';
import { parseRunFilter } from '../runs/run-filter.ts';
import { parseSchedulesSearch } from '../schedules/schedules-search.ts';
import { parseWorkflowFilter } from '../workflows/workflow-filter.ts';
import { strangeParts } from './search-words.ts';

describe('what a page leaves out of its address', () => {
  const left = <Written extends Record<string, unknown>>(parse: (written: Written) => object, written: Written) =>
    strangeParts(written, parse(written));

  it('is told for runs', () => {
    expect(
      left(parseRunFilter, {
        env: 'dev',
        workflow: 'daily@6',
        state: ['failed', 'moon'],
        trigger: '',
        input: 'region',
        label: ['team=bi', { a: 1 }],
        fingerprint: 'DROP',
        since: '3y',
        page: 7,
      }),
    ).toEqual(['state=moon', 'input=region', 'label={"a":1}', 'fingerprint=DROP', 'since=3y', 'page=7']);
    expect(left(parseRunFilter, { fingerprint: 12345678, state: 'failed' })).toEqual([]);
  });

  it('is told for workflows', () => {
    expect(
      left(parseWorkflowFilter, { q: 'daily', paused: 'yes', lifecycle: ['active', 'moon'], lastResult: 'fine' }),
    ).toEqual(['paused=yes', 'lifecycle=moon', 'lastResult=fine']);
    expect(left(parseWorkflowFilter, { env: 'dev', q: 2026, paused: true, lifecycle: 'active' })).toEqual([]);
  });

  it('is told for schedules', () => {
    expect(left(parseSchedulesSearch, { tab: 'triggers', kind: 'moon', from: '2026-02-31', owner: 'bi' })).toEqual([
      'kind=moon',
      'from=2026-02-31',
    ]);
  });

  it('is told for alerts', () => {
    expect(left(parseAlertsSearch, { tab: 'rules', severity: 'loud', state: 'all' })).toEqual(['severity=loud']);
    expect(left(parseAlertsSearch, { tab: 'open', q: 404 })).toEqual([]);
  });
});
