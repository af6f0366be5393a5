/** Lanes as rows, for whoever reads them besides the engine. */
import type { BacklogLane, LaneBacklog, LaneRecord, QueueFacts } from '@carillon/core';
import { MAX_COUNTED } from '@carillon/core';
import { LANE_COLUMNS, laneOf } from '../engine/lanes.ts';
import type { Reader } from '../reader.ts';
import * as sql from '../sql/lane.ts';
import { readFleet } from './fleet.ts';
import { readQueues } from './queue-rows.ts';

/** Values in the order of the select list. */
const valuesOf = async (
  reader: Reader,
  ...asked: Parameters<Reader['rows']>
): Promise<readonly (readonly unknown[])[]> => (await reader.rows(...asked)).map((row) => Object.values(row));

export async function readLanes(reader: Reader, keys: Iterable<number>): Promise<readonly LaneRecord[]> {
  const asked = [...new Set(keys)];
  return asked.length === 0 ? [] : (await valuesOf(reader, sql.lanes, [asked])).map(laneOf);
}

export async function readBacklogs(reader: Reader): Promise<readonly LaneBacklog[]> {
  return (await valuesOf(reader, sql.backlogs, [MAX_COUNTED])).map((row) => {
    const [ready, oldestReadyAt] = row.slice(LANE_COLUMNS) as [number, Date];
    return { lane: laneOf(row), ready, oldestReadyAt };
  });
}

async function readWaiting(reader: Reader): Promise<readonly BacklogLane[]> {
  const rows = await valuesOf(reader, sql.backlog, []);
  return rows.map((row) => ({ lane: laneOf(row), rank: row[LANE_COLUMNS] as number }));
}

/** What queues look like to a task run that is ready. */
export async function readQueueFacts(reader: Reader): Promise<QueueFacts> {
  const [queues, fleet, waiting] = [await readQueues(reader), await readFleet(reader), await readWaiting(reader)];
  const lanes = await readLanes(
    reader,
    fleet.flatMap(({ running }) => [...running.keys()]),
  );
  return { book: { queues, fleet, lanes }, waiting };
}
