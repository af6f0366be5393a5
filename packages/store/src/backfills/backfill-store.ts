/** Core's port for plans and backfills, on the ordinary pool. */
import type { BackfillStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { commandBackfill } from './commands.ts';
import { findBackfill, listBackfills, listDates } from './list-backfills.ts';
import { newestRuns } from './newest-runs.ts';
import { timesUnderWay } from './times-under-way.ts';
import { addPlan, applyPlan, findPlan } from './plans.ts';

export function createBackfillStore(pool: pg.Pool): BackfillStore {
  const reader = createReader(pool);
  return {
    newestRuns: (place, workflowKey, span) => newestRuns(reader, place, workflowKey, span),
    timesUnderWay: (place, workflowKey, span) => timesUnderWay(reader, place, workflowKey, span),
    addPlan: (tenant, plan, actor) => addPlan(reader, tenant, plan, actor),
    plan: (tenant, id) => findPlan(reader, tenant, id),
    apply: (tenant, plan, by) => applyPlan(reader, tenant, plan, by),
    backfills: (place, filter) => listBackfills(reader, place, filter),
    backfill: (tenant, id) => findBackfill(reader, tenant, id),
    dates: (tenant, id, page) => listDates(reader, tenant, id, page),
    command: (tenant, id, change) => commandBackfill(reader, tenant, id, change),
  };
}
