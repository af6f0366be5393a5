import type { EngineStore } from '@carillon/core';
import type pg from 'pg';
import { pulse } from '../sql/pulse.ts';
import { rowsOf } from './rows.ts';

type PulseRow = readonly [
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  boolean,
  number,
];

export function createPulse(api: pg.Pool): Pick<EngineStore, 'pulse'> {
  return {
    async pulse({ lookAheadMs, claimMs, dueMs }) {
      const [row] = await rowsOf(api, pulse, [lookAheadMs, claimMs, dueMs]);
      const [backfills, bulks, holds, limits, promises, schedules, firings, due, ready, stops, limitRules] =
        row as PulseRow;
      return { backfills, bulks, holds, limits, promises, schedules, firings, due, ready, stops, limitRules };
    },
  };
}
