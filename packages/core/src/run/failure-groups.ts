/** Failed runs by what failed them, so that one broken thing is one line however many runs it took down. */
import type { Reason } from './states.ts';

/** A failed run, by the task that failed it. */
export interface Failure {
  readonly runId: string;
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  readonly reason: Reason;
  readonly endedAt: Date;
  /** Tasks that never ran because of it. */
  readonly cascade: number;
}

export interface FailureGroup {
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  /** Of the newest. */
  readonly reason: Reason;
  readonly runs: number;
  readonly newestRunId: string;
  readonly cascade: number;
  readonly since: Date;
  readonly last: Date;
}

/** Ids, numbers and times differ from run to run where the error is the same. */
const VARIABLE =
  /\b[a-z]{2,3}_[0-9a-z]{26}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=\w*\d)[0-9a-f]{12,}\b|\d+(?:[.:,]\d+)*/gi;

/** Numbers that tell errors apart. */
const TELLING: ReadonlySet<string> = new Set(['exitCode']);
/** Where it happened by chance. */
const CHANCE: ReadonlySet<string> = new Set(['worker']);

/** Equal where the errors are, as far as their texts tell. */
export function errorFingerprint({ code, params = {} }: Reason): string {
  const texts = Object.keys(params)
    .filter((name) => !CHANCE.has(name))
    .sort()
    .map((name) => `${name}=${TELLING.has(name) ? params[name] : String(params[name]).replace(VARIABLE, '#')}`);
  return [code, ...texts].join('\n');
}

/** The group that failed last comes first. */
export function groupFailures(failures: readonly Failure[]): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const failure of [...failures].sort((a, b) => b.endedAt.getTime() - a.endedAt.getTime())) {
    const { project, workflow, task, reason, runId, endedAt, cascade } = failure;
    const key = [project, workflow, task, errorFingerprint(reason)].join('\n');
    const group = groups.get(key);
    groups.set(
      key,
      group
        ? { ...group, runs: group.runs + 1, cascade: group.cascade + cascade, since: endedAt }
        : { project, workflow, task, reason, runs: 1, newestRunId: runId, cascade, since: endedAt, last: endedAt },
    );
  }
  return [...groups.values()];
}
