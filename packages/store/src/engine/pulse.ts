import type { EngineStore } from '@carillon/core';
import type pg from 'pg';
import { pulse } from '../sql/pulse.ts';
import { rowsOf } from './rows.ts';

type PulseRow = readonly [boolean, boolean, boolean, boolean, boolean, boolean];

export function createPulse(api: pg.Pool): Pick<EngineStore, 'pulse'> {
  return {
    async pulse() {
      const [row] = await rowsOf(api, pulse, []);
      const [backfills, bulks, holds, limits, promises, schedules] = row as PulseRow;
      return { backfills, bulks, holds, limits, promises, schedules };
    },
  };
}
