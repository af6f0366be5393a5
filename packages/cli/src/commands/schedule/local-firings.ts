/** When schedules of files and flags fire, told by the code that fires them on a server. */
import { type FiringPreview, momentIn, previewFirings, zoneNameOf } from '@carillon/core';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { LocalSchedule } from './local-schedules.ts';

export interface FiringRange {
  readonly from?: string;
  readonly until?: string;
  /** Of each schedule at most. */
  readonly count: number;
}

/** The contract of `-o json`. The names stand there where a file has several schedules. */
export interface LocalFiring extends Pick<FiringPreview, 'logicalTime' | 'localTime' | 'notes' | 'held'> {
  readonly workflow?: string;
  readonly schedule?: string;
  /** Where it is not the logical time. */
  readonly startsAt?: string;
}

/** In the order of their times. @throws CommandError where nothing fires */
export function localFirings(
  schedules: readonly LocalSchedule[],
  range: FiringRange,
  now: number,
): readonly LocalFiring[] {
  const firings = schedules.flatMap((one) => firingsOf(one, range, now, schedules.length === 1));
  if (firings.length === 0) throw nothingFires(schedules, range, now);
  return firings.sort((a, b) => (a.logicalTime < b.logicalTime ? -1 : a.logicalTime > b.logicalTime ? 1 : 0));
}

function firingsOf(one: LocalSchedule, flags: FiringRange, now: number, isOne: boolean): readonly LocalFiring[] {
  const range = rangeOf(one, flags, now);
  const names = isOne || one.workflow === undefined ? {} : { workflow: one.workflow, schedule: one.name };
  return previewFirings(one.schedule, { ...range, count: flags.count }).map(
    ({ logicalTime, localTime, startsAt, held, notes }) => ({
      ...names,
      logicalTime,
      localTime,
      ...(startsAt !== logicalTime && { startsAt }),
      ...(held && { held }),
      notes,
    }),
  );
}

function rangeOf({ schedule }: LocalSchedule, { from, until }: FiringRange, now: number) {
  const zone = zoneNameOf(schedule.definition);
  const momentOf = (flag: string, text: string): number => {
    const moment = momentIn(text, zone);
    if (moment !== undefined) return moment;
    throw usageError(
      `--${flag}: '${text}' is no moment of ${zone}`,
      'write 2026-05-09, 2026-05-09T08:00 or an instant with Z',
    );
  };
  const start = from === undefined ? now : momentOf('from', from);
  if (until === undefined) return { from: start };
  const end = momentOf('until', until);
  if (end < start) throw usageError(`--until ${until} is before --from ${from ?? 'now'}`);
  return { from: start, until: end };
}

function nothingFires(schedules: readonly LocalSchedule[], flags: FiringRange, now: number): CommandError {
  const after = schedules.flatMap((one) => {
    const { from, until } = rangeOf(one, flags, now);
    return one.schedule.next(until ?? from)?.at ?? [];
  });
  const before = schedules.flatMap((one) => one.schedule.previous(rangeOf(one, flags, now).from)?.at ?? []);
  const range = [`from ${flags.from ?? 'now on'}`, flags.until && `until ${flags.until}`].filter(Boolean).join(' ');
  return new CommandError(`nothing fires ${range}`, {
    exitCode: EXIT.invalidDefinition,
    hint:
      after.length > 0
        ? `the next firing is at ${new Date(Math.min(...after)).toISOString()}`
        : before.length > 0
          ? `the last firing was at ${new Date(Math.max(...before)).toISOString()}`
          : undefined,
  });
}
