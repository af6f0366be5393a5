/** What the shell is told. Part of the contract: scripts branch on these. */
import type { Run } from '@carillon/sdk';

export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  invalidDefinition: 3,
  login: 4,
  notFound: 5,
  conflict: 6,
  waitTimedOut: 7,
  unreachable: 8,
  runFailed: 10,
  runStopped: 11,
  differences: 12,
  notApproved: 13,
  interrupted: 130,
} as const;

/** Of a run that has ended. */
export function exitCodeOfRun(run: Pick<Run, 'state'>): number {
  switch (run.state) {
    case 'success':
      return EXIT.ok;
    case 'stopped':
      return EXIT.runStopped;
    default:
      return EXIT.runFailed;
  }
}
