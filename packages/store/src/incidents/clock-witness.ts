/** What servers say of the store's clock; on the pool of the leases, which work never holds up. */
import type { OpenClockStep } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type pg from 'pg';
import { rowsOf } from '../engine/rows.ts';
import * as sql from '../sql/incident.ts';

export function createClockWitness(lease: pg.Pool) {
  return {
    async noteClockStep(stepMs: number): Promise<void> {
      await rowsOf(lease, sql.noteClockStep, [newUuid(), stepMs]);
    },

    async witnessClock(server: string, wallAheadMs: number): Promise<OpenClockStep | undefined> {
      const [row] = await rowsOf(lease, sql.witnessClock, [server, wallAheadMs]);
      if (!row) return undefined;
      const [stepMs, servers, witnesses, agreeing] = row as readonly [number, number, number, number];
      return { stepMs, servers, witnesses, agreeing };
    },

    async endClockStep(): Promise<void> {
      await rowsOf(lease, sql.endClockStep, []);
    },

    async leaveClock(server: string): Promise<void> {
      await rowsOf(lease, sql.leaveClock, [server]);
    },
  };
}
