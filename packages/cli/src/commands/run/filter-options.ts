/** Options that say which runs: the same words as in the query string of the API and of the console. */
import { RUN_STATES, type RunState, TRIGGER_KINDS } from '@carillon/core/states';
import type { Command } from 'commander';
import { collect, durationMs, oneOf } from '../../options.ts';

export interface RunFilterFlags {
  readonly workflow?: string;
  readonly state?: readonly RunState[];
  readonly trigger?: readonly string[];
  readonly label?: readonly string[];
  readonly input?: readonly string[];
  readonly fingerprint?: string;
  /** How long ago, in milliseconds, as the others. */
  readonly since?: number;
  readonly until?: number;
  readonly endedSince?: number;
  readonly endedUntil?: number;
  readonly slaMissed?: boolean;
}

export const runFilterOptions = (command: Command): Command =>
  command
    .option('--workflow <name>', 'runs of this workflow only, or of a version: name@6')
    .option('--state <states>', 'in these states only, separated by commas', oneOf('state', RUN_STATES))
    .option('--trigger <kinds>', 'started by these only, separated by commas', oneOf('kind of trigger', TRIGGER_KINDS))
    .option('--label <name=value>', 'whose version has this label; name alone: any value; repeatable', collect)
    .option('--input <name=value>', 'with this value of a param; repeatable', collect)
    .option('--fingerprint <text>', 'failed of the cause whose fingerprint begins so')
    .option('--since <duration>', 'created within the last 30m, 12h, 7d', durationMs)
    .option('--until <duration>', 'created longer ago than that', durationMs)
    .option('--ended-since <duration>', 'ended within the last 30m, 12h, 7d', durationMs)
    .option('--ended-until <duration>', 'ended longer ago than that', durationMs)
    .option('--sla-missed', 'only runs that missed a promise (sla)');

/** Between which instants; absent what was not given. */
export function timesOf({ since, until, endedSince, endedUntil }: RunFilterFlags, now: number) {
  const ago = (ms: number): string => new Date(now - ms).toISOString();
  return {
    ...(since !== undefined && { createdAfter: ago(since) }),
    ...(until !== undefined && { createdBefore: ago(until) }),
    ...(endedSince !== undefined && { endedAfter: ago(endedSince) }),
    ...(endedUntil !== undefined && { endedBefore: ago(endedUntil) }),
  };
}
