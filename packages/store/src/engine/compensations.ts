import { type CompensationStore, taskStateOf } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/compensation.ts';
import { json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';

export function createCompensations(api: pg.Pool): CompensationStore {
  return {
    async compensationEnds(runId, tasks) {
      const rows = await rowsOf(api, sql.compensationEnds, [
        runId,
        plain(tasks.map(({ taskNo }) => taskNo)),
        quoted(tasks.map(({ task }) => task)),
      ]);
      return (rows as unknown as [number, number, boolean][]).map(([taskNo, state, isMarked]) => ({
        taskNo,
        state: taskStateOf(state),
        isMarked,
      }));
    },
    async failCompensation(runId, reason) {
      await rowsOf(api, sql.failCompensation, [runId, json(reason)]);
    },
  };
}
