/** When a pause ends by itself: an option for a moment and one for a length. */
import type { Command } from 'commander';
import { usageError } from '../command-error.ts';
import { durationMs } from '../options.ts';

export interface UntilFlags {
  readonly until?: string;
  readonly for?: number;
}

export const untilOptions = (command: Command): Command =>
  command
    .option('--until <time>', 'resume by itself then: an instant, or a time or date of its zone')
    .option('--for <duration>', 'resume by itself after 2h, 3d', durationMs);

/** Both at once are refused before anything is asked of the server. */
export function assertOneEnd(flags: UntilFlags): void {
  if (flags.until !== undefined && flags.for !== undefined) throw usageError('--until and --for exclude each other');
}

/** RFC 3339. @param zone of a moment that names none */
export async function resumeAtOf(flags: UntilFlags, zone: string, now: number): Promise<string | undefined> {
  if (flags.until === undefined) return flags.for === undefined ? undefined : new Date(now + flags.for).toISOString();
  const { momentIn } = await import('@carillon/core');
  const moment = momentIn(flags.until, zone);
  if (moment !== undefined) return new Date(moment).toISOString();
  throw usageError(
    `--until: '${flags.until}' is no moment of ${zone}`,
    'write 2026-05-09, 2026-05-09T08:00 or an instant with Z',
  );
}
