/** Limits of task runs that let wait (store/src/engine/limits.ts): lines, and slots that the schema's triggers free. */
import {
  ARRIVING_LANE,
  chooseGrants,
  limitReason,
  type LimitWaiter,
  type RecordedLimits,
  WAITING_LANE,
} from '@carillon/core';
import { key, TASK } from './guards.ts';
import type { Operations } from './operation.ts';
import type { TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

type Limits = Operations<'enterLines' | 'grantLimits' | 'lines'>;

const isIn = (lane: number, { state, laneKey }: TaskRow): boolean => state === TASK.queued && laneKey === lane;

/** Whether something is to be done for the granter. */
export const hasLimits = (tables: Tables): boolean =>
  tables.limitWaits.size > 0 || Array.from(tables.tasks.all()).some((row) => isIn(ARRIVING_LANE, row));

export function createLimits(tables: Tables): Limits {
  const { machine, limitKeys, limitSlots, limitWaits } = tables;

  /** What was recorded with its input is its own from now on. */
  const recorded = (row: TaskRow): { readonly limits: RecordedLimits; readonly input: string | undefined } => {
    const { limits, ...input } = JSON.parse(row.input ?? '{}') as { limits?: RecordedLimits };
    return { limits: row.limits ?? limits ?? { keys: [] }, input: row.input && JSON.stringify(input) };
  };

  const enter = (row: TaskRow): void => {
    const { limits, input } = recorded(row);
    for (const { id, definition, max } of limits.keys) {
      const known = limitKeys.get(id);
      if (!known) limitKeys.insert(id, { id, definition, max });
      else if (known.definition < definition) limitKeys.update(known, { definition, max });
      const { runId, taskNo, rank } = row;
      const place = { limitId: id, runId, taskNo, rank, since: machine.now() };
      const name = `${key(runId, taskNo)}/${id}`;
      if (!limitWaits.has(name)) limitWaits.insert(name, place);
    }
    tables.tasks.update(row, { laneKey: WAITING_LANE, limits, input, reason: limitReason(limits.keys) });
  };

  const waiters = (): readonly LimitWaiter[] => {
    const byTask = new Map<string, LimitWaiter & { limits: string[] }>();
    for (const { limitId, runId, taskNo, rank, since } of limitWaits.values()) {
      const row = tables.tasks.get(runId, taskNo);
      if (!row || !isIn(WAITING_LANE, row)) continue;
      const known = byTask.get(key(runId, taskNo));
      const waitedMs = machine.now() - since;
      if (known) known.limits.push(limitId);
      else byTask.set(key(runId, taskNo), { runId, taskNo, rank, waitedMs, limits: [limitId] });
    }
    return [...byTask.values()];
  };

  const roomOf = (id: string): number | undefined => {
    const max = limitKeys.get(id)?.max;
    if (max === undefined || tables.without.has('slot_count')) return max;
    return max - Array.from(limitSlots.values()).filter(({ limitId }) => limitId === id).length;
  };

  return {
    enterLines(limit) {
      const arrived = Array.from(tables.tasks.all())
        .filter((row) => isIn(ARRIVING_LANE, row))
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, limit);
      arrived.forEach(enter);
      return arrived.length;
    },
    grantLimits() {
      const waiting = waiters();
      const ids = [...new Set(waiting.flatMap(({ limits }) => limits))];
      const states = ids.map((id) => ({ id, room: roomOf(id), rate: undefined }));
      const { granted } = chooseGrants(waiting, states, machine.now());
      const lanes = new Set<number>();
      for (const { runId, taskNo, limits } of granted) {
        for (const limitId of limits) {
          const name = `${key(runId, taskNo)}/${limitId}`;
          limitSlots.insert(name, { limitId, runId, taskNo });
          limitWaits.delete(name);
        }
        const row = tables.tasks.get(runId, taskNo) as TaskRow;
        const lane = row.limits?.lane as number;
        tables.tasks.update(row, { laneKey: lane, reason: undefined });
        lanes.add(lane);
      }
      return { count: granted.length, lanes: [...lanes] };
    },
    lines: () => ({ isEmpty: limitWaits.size === 0, nextMs: undefined }),
  };
}
