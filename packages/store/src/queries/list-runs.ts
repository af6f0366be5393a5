/**
 * Runs newest first, by one of the walks of run-walks.ts. A filter by project or workflow would make a walk over all runs
 * long where the wanted ones are rare: then it is made per workflow over (workflow_key, id), up to a bound of workflows.
 *
 * What no index knows (trigger, version, params, cause) bounds a page by what it looks at: it may hold fewer runs than its
 * limit, or none, and still have a cursor.
 */
import {
  isUuid,
  type Page,
  RUN_STATE_CODES,
  RUN_STATES,
  type RunFilter,
  type RunRecord,
  type TenantScope,
} from '@carillon/core';
import { HIGHEST_ID, idAfter, idBefore, LOWEST_ID, lowestIdAt } from '../id-bounds.ts';
import { decodeCursor, encodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { endOf, LASTING, OLDEST_LASTING_FAILURE, startOfOthers, stepsBack } from './lasting-runs.ts';
import { floorOf, walking } from './run-floors.ts';
import { isOpenCode, type RunRow, toRunRecords } from './run-row.ts';
import { MISSED, NAMED, NEWEST, NEWEST_BAD, NEWEST_BAD_OF_WORKFLOWS, NEWEST_OF_WORKFLOWS } from './run-walks.ts';
import { runsOfCauses } from './runs-of-causes.ts';
import type { VersionTasksOf } from './version-tasks.ts';
import { wantedRuns } from './wanted-runs.ts';

const SUCCESS = RUN_STATE_CODES.success;
const NONE: Page<RunRecord> = { items: [], nextCursor: undefined };

type Place = TenantScope & { readonly environmentKey: number };

/** Ids between which a walk looks. */
interface Between {
  readonly above: string;
  readonly below: string;
}

interface Found {
  readonly rows: readonly RunRow[];
  /** Where the next page begins when this one is not full: what was not looked at. */
  readonly rest: string | undefined;
}

export async function listRuns(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: Place,
  filter: RunFilter,
): Promise<Page<RunRecord>> {
  const wanted = await wantedRuns(reader, scope, filter);
  if (wanted.workflows?.length === 0) return NONE;

  const { endedAfter, endedBefore } = filter;
  const codes = (filter.states ?? RUN_STATES).map((state) => RUN_STATE_CODES[state]);
  const [next = HIGHEST_ID] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isUuid]);
  const created = filter.createdBefore ? lowestIdAt(filter.createdBefore) : HIGHEST_ID;
  const ended = endedBefore ? endOf(endedBefore) : HIGHEST_ID;
  const { first = LOWEST_ID, last = HIGHEST_ID } = filter.idRange ?? {};
  const all: Between = {
    above: highestOf([lowestIdAt(filter.createdAfter), first === LOWEST_ID ? first : idBefore(first)]),
    below: lowestOf([next, created, ended, last === HIGHEST_ID ? last : idAfter(last)]),
  };
  /** But for runs that lasted. */
  const most = endedAfter ? { ...all, above: highestOf([startOfOthers(endedAfter), all.above]) } : all;
  const take = filter.limit + 1;
  const unindexed = [
    filter.triggerKinds ?? null,
    wanted.versions ?? null,
    filter.input ? JSON.stringify(filter.input) : null,
  ];
  const values = ({ above, below }: Between, ...which: readonly unknown[]) => [
    scope.tenantKey,
    scope.environmentKey,
    above,
    below,
    codes,
    take,
    ...which,
    filter.children ?? false,
    ...unindexed,
    endedAfter ?? null,
    endedBefore ?? null,
  ];

  /** Those that ended since then and were created long before. */
  const lasting = async (since: Date): Promise<readonly RunRow[]> => {
    const between = { ...all, below: lowestOf([most.above, all.below]) };
    const { steps, lowest } = stepsBack(since, all.above);
    const which = values(between, filter.project ?? null, wanted.workflows ?? null);
    return walking(reader, (walker) => walker.rows<RunRow>(LASTING, [...which, steps, lowest]));
  };

  const oldestFailure = async (since: Date): Promise<string> => {
    const { steps, lowest } = stepsBack(since, all.above);
    const { tenantKey, environmentKey } = scope;
    const which = [tenantKey, environmentKey, steps, lowest, most.above, since, wanted.workflows ?? null];
    const [oldest] = await walking(reader, (walker) => walker.rows<{ id: string }>(OLDEST_LASTING_FAILURE, which));
    return oldest ? idBefore(oldest.id) : most.above;
  };

  const ofCauses = async (fingerprint: string): Promise<Found> => {
    const between = endedAfter ? { ...all, above: await oldestFailure(endedAfter) } : all;
    const { ids, rest } = await runsOfCauses(
      reader,
      versionTasks,
      scope.environmentKey,
      { ...filter, fingerprint, workflows: filter.workflow === undefined ? undefined : wanted.workflows },
      between,
    );
    const rows = ids.length === 0 ? [] : await reader.rows<RunRow>(NAMED, values(between, ids, null));
    const isWanted = (row: RunRow): boolean =>
      (!filter.slaMissed || row.sla_missed) && (filter.ids?.includes(row.id) ?? true);
    return { rows: rows.filter(isWanted), rest };
  };

  const named = async (ids: readonly string[]): Promise<Found> => {
    const rows = await reader.rows<RunRow>(NAMED, values(all, ids, null));
    const { project, slaMissed } = filter;
    const isWanted = (row: RunRow): boolean =>
      (project === undefined || row.project === project) &&
      (wanted.workflows?.includes(row.workflow_key) ?? true) &&
      (!slaMissed || row.sla_missed);
    return { rows: rows.filter(isWanted), rest: undefined };
  };

  const missed = async (): Promise<Found> => ({
    rows: await reader.rows<RunRow>(MISSED, values(all, filter.project ?? null, filter.workflow ?? null)),
    rest: undefined,
  });

  const walked = async (): Promise<Found> => {
    const { workflows } = wanted;
    const takeOfHistory = codes.every(isOpenCode) ? 0 : take;
    const isBad = takeOfHistory > 0 && !codes.includes(SUCCESS);
    const [ofAll, ofWorkflows] = isBad ? [NEWEST_BAD, NEWEST_BAD_OF_WORKFLOWS] : [NEWEST, NEWEST_OF_WORKFLOWS];
    const walk = (walker: Reader, between: Between) =>
      workflows
        ? walker.rows<RunRow>(ofWorkflows, values(between, workflows, takeOfHistory))
        : walker.rows<RunRow>(ofAll, values(between, filter.project ?? null, takeOfHistory));

    const readsPast = takeOfHistory > 0 && unindexed.some((part) => part !== null);
    if (!readsPast) return { rows: await walk(reader, most), rest: undefined };
    const badStates = isBad ? codes.filter((code) => !isOpenCode(code)) : undefined;
    return walking(reader, async (walker) => {
      const floor = await floorOf(walker, { ...most, workflows, badStates });
      return { rows: await walk(walker, { ...most, above: floor.above }), rest: floor.rest };
    });
  };

  const walkedThenLasting = async (): Promise<Found> => {
    const found = await walked();
    if (!endedAfter || found.rest !== undefined || found.rows.length >= take) return found;
    return { rows: [...found.rows, ...(await lasting(endedAfter))].slice(0, take), rest: undefined };
  };

  const { rows, rest } = await (filter.fingerprint !== undefined
    ? ofCauses(filter.fingerprint)
    : filter.ids !== undefined
      ? named(filter.ids)
      : filter.slaMissed
        ? missed()
        : walkedThenLasting());
  const page = pageOf(await toRunRecords(reader, scope, rows), filter.limit, (run) => [run.id]);
  return page.nextCursor === undefined && rest !== undefined ? { ...page, nextCursor: encodeCursor([rest]) } : page;
}

const lowestOf = (ids: readonly string[]): string => ids.reduce((low, id) => (id < low ? id : low));
const highestOf = (ids: readonly string[]): string => ids.reduce((high, id) => (id > high ? id : high));
