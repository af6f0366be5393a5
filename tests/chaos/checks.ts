/**
 * What must hold of every history. Each check says in sentences what is broken; none means that it holds. The numbers
 * are those of the invariants that the promises of the platform come to.
 */
import type { History } from './history.ts';

type Check = (history: History) => readonly string[];

const FINAL = 10;
const SUCCESS = 10;
const LOST = 16;

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** One row of the ledger for each logical time, one run for each row that fired, and no run of a schedule without a row. */
const firedOnce: Check = ({ firings, runs }) => {
  const problems: string[] = [];
  for (const [key, rows] of groupBy(
    firings,
    ({ schedule, logicalTime }) => `${schedule} at ${new Date(logicalTime).toISOString()}`,
  ))
    if (rows.length > 1) problems.push(`${key} has ${rows.length} rows`);
  const known = new Set(runs.map(({ id }) => id));
  const fired = new Map<string, string>();
  for (const { schedule, logicalTime, runId, outcome } of firings) {
    const what = `${schedule} at ${new Date(logicalTime).toISOString()}`;
    if (outcome === 'fired' && runId === undefined) problems.push(`${what} fired without a run`);
    if (runId === undefined) continue;
    if (!known.has(runId)) problems.push(`the run of ${what} is not there: ${runId}`);
    if (fired.has(runId)) problems.push(`${what} and ${fired.get(runId)} have one run: ${runId}`);
    fired.set(runId, what);
  }
  for (const { id, trigger } of runs)
    if (trigger === 'schedule' && !fired.has(id))
      problems.push(`run ${id} was fired by a schedule and no row tells of it`);
  return problems;
};

/** Every logical time between the first and the last is accounted for: by arithmetic, not by the platform's own code. */
const noneMissing: Check = ({ schedules, firings }) => {
  const bySchedule = groupBy(firings, ({ schedule }) => schedule);
  return schedules.flatMap(({ name, stepMs, from, to }) => {
    const rows = bySchedule.get(name) ?? [];
    const at = new Set(rows.map(({ logicalTime }) => logicalTime));
    const spans = rows.filter(({ through }) => through !== undefined);
    const problems: string[] = [];
    for (let time = Math.ceil(from / stepMs) * stepMs; time <= to; time += stepMs) {
      const isCovered = at.has(time) || spans.some((span) => time >= span.logicalTime && time <= (span.through ?? 0));
      if (!isCovered) problems.push(`${name} at ${new Date(time).toISOString()} is missing`);
    }
    const stray = rows.find(({ logicalTime, through }) => through === undefined && logicalTime % stepMs !== 0);
    if (stray)
      problems.push(`${name} has a row at ${new Date(stray.logicalTime).toISOString()}, where it does not fire`);
    return problems;
  });
};

/** What was acknowledged is there, and a key stands for one run. */
const acknowledgedKept: Check = ({ acknowledged, runs, keys }) => {
  const known = new Set(runs.map(({ id }) => id));
  const stored = new Map(keys.map(({ key, runId }) => [key, runId]));
  return acknowledged.flatMap(({ key, runId }) => [
    ...(known.has(runId) ? [] : [`the run ${runId} was acknowledged and is not there`]),
    ...(stored.get(key) === runId
      ? []
      : [`the key ${key} was answered with ${runId} and stands for ${stored.get(key) ?? 'nothing'}`]),
  ]);
};

/** A run ends once, and no task of it moves afterwards. */
const endsOnce: Check = ({ runEnds, runs }) => {
  const ends = groupBy(runEnds, ({ runId }) => runId);
  const twice = [...ends]
    .filter(([, rows]) => rows.length > 1)
    .map(([runId]) => `run ${runId} has ended more than once`);
  const silent = runs
    .filter(({ id, state }) => state >= FINAL && !ends.has(id))
    .map(({ id }) => `run ${id} is final and no event tells of it`);
  return [...twice, ...silent];
};

/** The outcome is that of the newest attempt, and no two attempts of a task run succeeded. */
const newestAccepted: Check = ({ attempts }) =>
  [...groupBy(attempts, ({ taskRun }) => taskRun)].flatMap(([taskRun, tries]) => {
    const last = tries.filter(({ isLast }) => isLast);
    const problems: string[] = [];
    if (last.length > 1) problems.push(`${taskRun} has ${last.length} outcomes`);
    const newest = Math.max(...tries.map(({ fence }) => fence));
    if (last[0] && last[0].fence < newest)
      problems.push(`${taskRun} ended by fence ${last[0].fence}, and ${newest} was given out`);
    if (tries.filter(({ state }) => state === SUCCESS).length > 1) problems.push(`${taskRun} succeeded more than once`);
    return problems;
  });

/** A success is one's own: the code of the attempt that it is ascribed to has come to its end. */
const successEarned: Check = ({ executions, attempts }) => {
  const told = new Map(executions.map((one) => [`${one.taskRun} ${one.fence}`, one]));
  const tells = new Set(executions.map(({ taskRun }) => taskRun));
  return attempts.flatMap(({ taskRun, fence, state }) => {
    if (state !== SUCCESS || !tells.has(taskRun)) return [];
    const own = told.get(`${taskRun} ${fence}`);
    return own?.endedAt === undefined ? [`${taskRun} succeeded as ${fence}, whose code has not come to its end`] : [];
  });
};

/** Whatever has run was an attempt, and each attempt ran once at most. */
const ranOnce: Check = ({ executions, attempts }) => {
  const known = new Set(attempts.map(({ taskRun, fence }) => `${taskRun} ${fence}`));
  return [...groupBy(executions, ({ taskRun, fence }) => `${taskRun} ${fence}`)].flatMap(([key, starts]) => [
    ...(starts.length > 1 ? [`the attempt ${key} ran ${starts.length} times`] : []),
    ...(known.has(key) ? [] : [`something ran as ${key}, and there is no such attempt`]),
  ]);
};

/** Two attempts of a task run overlap only where the first was lost with its worker. */
const neverTogether: Check = ({ executions, attempts }) => {
  const lost = new Set(
    attempts.filter(({ state }) => state === LOST).map(({ taskRun, fence }) => `${taskRun} ${fence}`),
  );
  return [...groupBy(executions, ({ taskRun }) => taskRun)].flatMap(([taskRun, tries]) => {
    const inOrder = [...tries].sort((a, b) => a.fence - b.fence);
    return inOrder.flatMap((one, index) => {
      const next = inOrder[index + 1];
      if (!next || one.endedAt === undefined || one.endedAt <= next.startedAt) return [];
      if (lost.has(`${taskRun} ${one.fence}`)) return [];
      return [`${taskRun} ran as ${one.fence} until ${one.endedAt} and as ${next.fence} since ${next.startedAt}`];
    });
  });
};

const OVER: ReadonlySet<string> = new Set(['success', 'failed', 'stopped', 'upstream_failed', 'skipped']);
const BEGUN: ReadonlySet<string> = new Set(['starting', 'running', 'success', 'failed', 'retrying']);

/** No task begins before what it waits for has ended, in the order in which it was committed. */
const inOrder: Check = ({ steps, edges }) => {
  const problems: string[] = [];
  for (const [runId, moves] of groupBy(steps, ({ runId }) => runId)) {
    const over = new Set<string>();
    for (const { task, to } of moves) {
      if (BEGUN.has(to))
        for (const { child, upstream } of edges)
          if (child === task && !over.has(upstream))
            problems.push(`in run ${runId} ${task} went to ${to} before ${upstream} had ended`);
      if (OVER.has(to)) over.add(task);
    }
  }
  return problems;
};

const nothingHeld: Check = ({ limitSlots }) =>
  limitSlots === 0 ? [] : [`${limitSlots} slots of limits are held by nobody`];

const everythingEnded: Check = ({ unfinished }) => unfinished.map((id) => `run ${id} has not ended`);

const noSurvivor: Check = ({ survivors }) => survivors.map((process) => `a process of an attempt is left: ${process}`);

const nothingDied: Check = ({ deaths }) => deaths;

export const CHECKS: Readonly<Record<string, Check>> = {
  'I1 fired once': firedOnce,
  'I2 none missing': noneMissing,
  'I3 acknowledged kept': acknowledgedKept,
  'I4 ends once': endsOnce,
  'I5 newest accepted': newestAccepted,
  'I5 success earned': successEarned,
  'I5 ran once': ranOnce,
  'I6 never together': neverTogether,
  'I8 in order': inOrder,
  'I9 nothing held': nothingHeld,
  'I11 no survivor': noSurvivor,
  'I12 everything ended': everythingEnded,
  'nothing died': nothingDied,
};

export function violationsOf(history: History): readonly string[] {
  return Object.entries(CHECKS).flatMap(([name, check]) => check(history).map((problem) => `${name}: ${problem}`));
}
