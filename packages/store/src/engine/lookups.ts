/** Facts the engine reads and caches: versions, names, variables, lanes, contexts of runs. */
import {
  type AttemptBudget,
  type EngineVersion,
  type FinishedUpstream,
  type JsonObject,
  type Reason,
  type RunContextRecord,
  type TenantScope,
  type WorkflowDocument,
  runStateOf,
  type RunEndState,
} from '@carillon/core';
import type pg from 'pg';
import * as decideSql from '../sql/decide.ts';
import * as sql from '../sql/lookup.ts';
import { childPlace } from './children.ts';
import { rowsOf } from './rows.ts';

export function createLookups(api: pg.Pool) {
  return {
    async version(key: number): Promise<EngineVersion | undefined> {
      const [row] = await rowsOf(api, sql.version, [key]);
      if (!row) return undefined;
      type V = [
        number,
        string,
        number,
        number,
        string,
        WorkflowDocument,
        Record<string, string>,
        string,
        string,
        Date,
        string,
        string,
        string,
        number,
      ];
      const [
        versionKey,
        id,
        workflowKey,
        number,
        hash,
        document,
        files,
        author,
        message,
        createdAt,
        project,
        workflow,
        tenant,
        projectKey,
      ] = row as unknown as V;
      return {
        key: versionKey,
        id,
        workflowKey,
        number,
        hash,
        document,
        files,
        source: '',
        author,
        message,
        createdAt,
        project,
        workflow,
        tenant,
        projectKey,
      };
    },

    async environmentName(key: number): Promise<string | undefined> {
      const [row] = await rowsOf(api, sql.environmentName, [key]);
      return row?.[0] as string | undefined;
    },

    async variables(scope: TenantScope & { projectKey: number; environmentKey: number }): Promise<JsonObject> {
      const rows = await rowsOf(api, sql.variables, [scope.tenantKey, scope.projectKey, scope.environmentKey]);
      return Object.fromEntries(rows as unknown as [string, never][]);
    },

    async runContext(runId: string): Promise<RunContextRecord | undefined> {
      const [row] = await rowsOf(api, decideSql.runContext, [runId]);
      if (!row) return undefined;
      type R = [
        string,
        number,
        number,
        number,
        number,
        number,
        JsonObject,
        Date | null,
        string,
        string,
        Date,
        string | null,
        number | null,
        number | null,
        string | null,
      ];
      const [
        id,
        versionKey,
        workflowKey,
        tenantKey,
        projectKey,
        environmentKey,
        params,
        logicalTime,
        triggerKind,
        actor,
        createdAt,
        rerunOf,
        priority,
        mainEnd,
        parentRunId,
      ] = row as unknown as R;
      return {
        runId: id,
        versionKey,
        workflowKey,
        tenantKey,
        projectKey,
        environmentKey,
        params,
        logicalTime: logicalTime ?? undefined,
        triggerKind,
        actor,
        rerunOf: rerunOf ?? undefined,
        priority: priority ?? undefined,
        createdAt,
        mainEnd: mainEnd === null ? undefined : (runStateOf(mainEnd) as RunEndState),
        ...(parentRunId === null ? {} : { place: await childPlace(api, parentRunId, runId) }),
      };
    },

    async finishedTasks(runId: string, taskNos: readonly number[]): Promise<readonly FinishedUpstream[]> {
      const rows = await rowsOf(api, decideSql.finishedTasks, [runId, taskNos]);
      return (rows as unknown as [number, number, number, number | null, Reason | null, JsonObject | null][]).map(
        ([taskNo, state, attempt, exitCode, reason, output]) => ({
          taskNo,
          state,
          attempt,
          exitCode: exitCode ?? undefined,
          reason: reason ?? undefined,
          output: output ?? undefined,
        }),
      );
    },

    async firstFailed(runId: string): Promise<number | undefined> {
      const [row] = await rowsOf(api, decideSql.firstFailed, [runId]);
      return row?.[0] as number | undefined;
    },

    async alreadyAccepted(attempt: { runId: string; taskNo: number; attemptId: string }): Promise<boolean> {
      return (
        (await rowsOf(api, decideSql.alreadyAccepted, [attempt.runId, attempt.taskNo, attempt.attemptId])).length > 0
      );
    },

    async attemptBudget(attempt: {
      runId: string;
      taskNo: number;
      attemptId: string;
    }): Promise<AttemptBudget | undefined> {
      const [row] = await rowsOf(api, decideSql.attemptBudget, [attempt.runId, attempt.taskNo, attempt.attemptId]);
      if (!row) return undefined;
      const [tries, ruleTries, lost, attemptNo, stopReason, elapsedMs, remainingMs] = row as unknown as [
        number,
        readonly number[] | null,
        number,
        number,
        Reason | null,
        string | null,
        string | null,
      ];
      return {
        tries,
        ruleTries: ruleTries ?? [],
        lost,
        attempt: attemptNo,
        stopReason: stopReason ?? undefined,
        elapsedMs: Number(elapsedMs ?? 0),
        remainingMs: remainingMs === null ? undefined : Number(remainingMs),
      };
    },
  };
}
