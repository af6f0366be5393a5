/** The shortest story of a violation: what the run did, what its tasks did outside, and the faults meanwhile, by time. */
import type { EventStep, History, Violation } from '../checks/history.ts';
import type { FaultTime } from './play.ts';
import type { Simulated } from './simulate.ts';

/** Faults this long before the first line may have to do with it. */
const BEFORE_MS = 30_000;
const MAX_STORIES = 3;

type Line = readonly [at: number, what: string];

const stepText = ({ task, attempt, to, reason }: EventStep): string =>
  `${task === undefined ? 'run' : `task ${task}`}${attempt ? ` (attempt ${attempt})` : ''} → ${to}${reason ? ` ${reason.code}` : ''}`;

function linesOf({ events, executions }: History, runId: string): readonly Line[] {
  return [
    ...events
      .filter((event) => event.runId === runId)
      .map(({ at, steps }): Line => [at, `committed: ${steps.map(stepText).join(', ')}`]),
    ...executions
      .filter((execution) => execution.runId === runId)
      .flatMap(({ taskNo, fence, worker, from, to, isExcused }): readonly Line[] => [
        [from, `${worker} begins task ${taskNo}, fence ${fence}`],
        ...(to === undefined
          ? []
          : ([
              [to, `${worker} is done with task ${taskNo}, fence ${fence}${isExcused ? ' (was frozen)' : ''}`],
            ] as const)),
      ]),
  ];
}

function faultLines(faults: readonly FaultTime[], from: number, to: number): readonly Line[] {
  return faults
    .filter((fault) => fault.to >= from - BEFORE_MS && fault.from <= to)
    .map(
      (fault): Line => [
        fault.from,
        `fault: ${fault.what}${fault.to > fault.from ? ` for ${((fault.to - fault.from) / 1_000).toFixed(1)} s` : ''}`,
      ],
    );
}

function tellOne({ check, told, runId, scheduleKey }: Violation, { history, faults, healedAt }: Simulated): string {
  const own = runId === undefined ? [] : linesOf(history, runId);
  const times = own.map(([at]) => at);
  const [from, to] = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [0, healedAt];
  const fired = history.firings
    .filter((firing) => firing.scheduleKey === scheduleKey && runId !== undefined && firing.runId === runId)
    .map(
      ({ outcome, reason, logicalTime }): Line => [
        from,
        `${outcome} ${reason}, ${new Date(logicalTime).toISOString()}`,
      ],
    );
  const lines = [...own, ...fired, ...faultLines(faults, from, to)].sort((a, b) => a[0] - b[0]);
  return [
    `${check}: ${told}`,
    ...lines.map(([at, what]) => `  ${(at / 1_000).toFixed(3).padStart(10)} s  ${what}`),
  ].join('\n');
}

export function storyOf(simulated: Simulated): string {
  const { seed, steps, violations } = simulated;
  const stories = violations.slice(0, MAX_STORIES).map((violation) => tellOne(violation, simulated));
  const done = steps.map(({ at, what }) => `  ${(at / 1_000).toFixed(3).padStart(10)} s  ${what}`);
  return [`seed ${seed}: ${violations.length} violations after ${steps.length} steps`, ...done, ...stories].join('\n');
}
