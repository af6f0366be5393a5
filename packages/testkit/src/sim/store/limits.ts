/** Limits of task runs that let wait (store/src/engine/limits.ts): lines, and slots that the schema's triggers free. */
import {
  ARRIVING_LANE,
  chooseGrants,
  limitReason,
  type LimitWaiter,
  OVERTAKE_MS,
  type RecordedLimits,
  WAITING_LANE,
} from '@carillon/core';
import { key, TASK } from './guards.ts';
import type { Operations } from './operation.ts';
import type { LimitWaitRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

type Limits = Operations<'enterLines' | 'grantLimits' | 'lines'>;

/** Of a key that counts no slots. */
const MOST_AT_ONCE = 100;

type Place = Pick<LimitWaitRow, 'runId' | 'taskNo' | 'rank'>;
const byTurn = (a: Place, b: Place): number =>
  a.rank - b.rank || (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.taskNo - b.taskNo);
const isSame = (a: Place, b: Place): boolean => a.runId === b.runId && a.taskNo === b.taskNo;

const isIn = (lane: number, { state, laneKey }: TaskRow): boolean => state === TASK.queued && laneKey === lane;

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
      const place = { limitId: id, runId, taskNo, rank, since: machine.now(), several: limits.keys.length > 1 };
      const name = `${key(runId, taskNo)}/${id}`;
      if (!limitWaits.has(name)) limitWaits.insert(name, place);
    }
    tables.tasks.update(row, { laneKey: WAITING_LANE, limits, input, reason: limitReason(limits.keys) });
  };

  const roomOf = (id: string): number => {
    const max = limitKeys.get(id)?.max ?? MOST_AT_ONCE;
    if (tables.without.has('slot_count')) return max;
    return max - Array.from(limitSlots.values()).filter(({ limitId }) => limitId === id).length;
  };
  const grants = (id: string): boolean => roomOf(id) > 0;

  /**
   * As the statement proposes them: of every key that grants one more the first of its line whose other limits grant,
   * too. Behind one that has waited long for several nobody is looked at, though it may be granted itself.
   */
  const proposed = (): ReadonlySet<string> => {
    const places = Array.from(limitWaits.values()).sort(byTurn);
    const longSince = machine.now() - OVERTAKE_MS;
    const mayCome = (place: LimitWaitRow): boolean =>
      !place.several || places.every((other) => !isSame(place, other) || grants(other.limitId));
    const names = new Set<string>();
    for (const id of new Set(places.map(({ limitId }) => limitId))) {
      if (!grants(id)) continue;
      const line = places.filter(({ limitId }) => limitId === id);
      const last = line.find(({ several, since }) => several && since < longSince)?.rank ?? Number.POSITIVE_INFINITY;
      const first = line.filter((place) => place.rank <= last && mayCome(place)).slice(0, roomOf(id));
      for (const { runId, taskNo } of first) names.add(key(runId, taskNo));
    }
    return names;
  };

  const waiters = (): readonly LimitWaiter[] => {
    const byTask = new Map<string, LimitWaiter & { limits: string[] }>();
    const among = proposed();
    for (const { limitId, runId, taskNo, rank, since } of limitWaits.values()) {
      const name = key(runId, taskNo);
      const row = tables.tasks.get(runId, taskNo);
      if (!among.has(name) || !row || !isIn(WAITING_LANE, row)) continue;
      const known = byTask.get(name);
      const waitedMs = machine.now() - since;
      if (known) known.limits.push(limitId);
      else byTask.set(name, { runId, taskNo, rank, waitedMs, limits: [limitId] });
    }
    return [...byTask.values()];
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
