import { DEFAULT_LEADER } from '@carillon/runtime';
import { DEFAULT_LEASE } from '@carillon/scheduler';
import { describe, expect, it } from 'vitest';
import { readServerConfig } from './config.ts';
import { leaderTimes, leaseTimes } from './durations.ts';

const started = (env: Readonly<Record<string, string>>) => () => readServerConfig({}, env);

describe('the durations of a server', () => {
  it('are those that the parts use by themselves when nothing is said', () => {
    const config = readServerConfig({}, {});
    expect(leaseTimes(config)).toEqual(DEFAULT_LEASE);
    expect(leaderTimes(config)).toEqual(DEFAULT_LEADER);
  });

  it.each([
    ['CARILLON_HEARTBEAT', '4501ms', 'CARILLON_SELF_STOP_TERM', '4500ms'],
    ['CARILLON_SELF_STOP_TERM', '12s', 'CARILLON_SELF_STOP_KILL', '11999ms'],
    ['CARILLON_SELF_STOP_KILL', '12001ms', 'CARILLON_LEASE', '12000ms'],
    ['CARILLON_STATEMENT_TIMEOUT', '14s', 'CARILLON_LEASE', '13999ms'],
    ['CARILLON_LEADER_RENEW', '5001ms', 'CARILLON_LEADER_TTL', '5000ms'],
    ['CARILLON_LEADER_STEP_DOWN', '10001ms', 'CARILLON_LEADER_TTL', '10000ms'],
  ])('are refused where %s of %s does not fit %s, with the most that it may be', (lesser, value, greater, most) => {
    expect(started({ [lesser]: value })).toThrow(
      new RegExp(`${lesser}: .* beside ${greater} of .*; make ${lesser} ${most} or less, or ${greater} longer`),
    );
    expect(started({ [lesser]: most })).not.toThrow();
  });

  it('are refused where a leader would step down between two renewals', () => {
    const times = { CARILLON_LEADER_TTL: '30s', CARILLON_LEADER_RENEW: '10s', CARILLON_LEADER_STEP_DOWN: '10s' };
    expect(started(times)).toThrow(
      'CARILLON_LEADER_RENEW: 10000ms is too long beside CARILLON_LEADER_STEP_DOWN of 10000ms',
    );
  });

  it('leave a worker the time to notice a dead connection', () => {
    const times = { CARILLON_HEARTBEAT: '2s', CARILLON_SELF_STOP_TERM: '8s' };
    expect(started(times)).toThrow('CARILLON_SELF_STOP_TERM: 8000ms is too short');
  });

  it('may all be longer, and fit again', () => {
    const times = { CARILLON_LEASE: '28s', CARILLON_SELF_STOP_TERM: '18s', CARILLON_SELF_STOP_KILL: '24s' };
    expect(started({ ...times, CARILLON_STATEMENT_TIMEOUT: '20s' })).not.toThrow();
  });
});
