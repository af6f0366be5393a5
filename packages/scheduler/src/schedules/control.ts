/** Core's port for what people do with schedules: state in the store, and runs by the starter. */
import type { EngineStore, JsonObject, ScheduleControl } from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import type { Contexts } from '../runs/contexts.ts';
import type { Starter } from '../runs/starter.ts';
import type { Versions } from '../runs/versions.ts';
import { isStoreError } from '../store-error.ts';

export interface ScheduleControlParts {
  readonly store: Pick<
    EngineStore,
    'schedule' | 'pauseSchedule' | 'resumeSchedule' | 'pauseWorkflow' | 'resumeWorkflow'
  >;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly starter: Pick<Starter, 'startPlain'>;
  /** Something may be due now, here and on other nodes. */
  readonly onChanged: () => void;
  readonly clock: Clock;
}

export function createScheduleControl(parts: ScheduleControlParts): ScheduleControl {
  const { store, versions, contexts, starter, onChanged, clock } = parts;
  const changing =
    <A extends unknown[], R>(act: (...values: A) => Promise<R>) =>
    async (...values: A): Promise<R> => {
      const result = await act(...values);
      if (result === 'changed') onChanged();
      return result;
    };

  return {
    pause: changing(store.pauseSchedule),
    resume: changing(store.resumeSchedule),
    pauseWorkflow: changing(store.pauseWorkflow),
    resumeWorkflow: changing(store.resumeWorkflow),
    async fire(scope, scheduleId, { actor, params = {}, idempotency }) {
      const schedule = await store.schedule(scope, scheduleId);
      if (!schedule) return { kind: 'not_found' };
      const version = await versions.get(schedule.versionKey);
      const request = {
        scope: schedule.scope,
        workflowKey: schedule.workflowKey,
        versionKey: schedule.versionKey,
        logicalTime: undefined,
        triggerKind: 'manual',
        actor,
      };
      const createdAt = new Date(clock.now());
      const input = { ...schedule.definition.params, ...params };
      let resolved: JsonObject;
      try {
        resolved = await contexts.runParams(version, input, { ...request, createdAt });
      } catch (error) {
        if (isStoreError(error) || !(error instanceof Error)) throw error;
        return { kind: 'invalid', message: error.message };
      }
      return starter.startPlain({ ...request, params: resolved, ...(idempotency ? { idempotency } : {}) });
    },
  };
}
