/** ISO 8601 repeating intervals as text: `R5/2026-01-01T00:00:00+08:00/P1D`, `R/PT15M`. */
import { type Said, said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { parseTimeText, type TimeText } from './time-text.ts';

export interface RepeatingInterval {
  /** How many firings; undefined: without end. */
  readonly count: number | undefined;
  /** Undefined: the schedule's `start`. */
  readonly start: TimeText | undefined;
  readonly step: IntervalStep;
}

/** `wall` steps over dates on the clock of the zone, `elapsed` counts milliseconds. */
export type IntervalStep =
  | { readonly kind: 'wall'; readonly months: number; readonly days: number; readonly ms: number }
  | { readonly kind: 'elapsed'; readonly ms: number };

const MIN_STEP_MS = 1_000;
const DURATION =
  /^P(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/;
const HINT = said`Write R/2026-01-01T00:00:00+08:00/P1D, or R5/… for five firings.`;

/** @throws ScheduleError */
export function parseInterval(text: string): RepeatingInterval {
  const parts = text.toUpperCase().split('/');
  const [repeat = '', second = '', third] = parts;
  const repeats = /^R(\d{0,9})$/.exec(repeat);
  if (!repeats || parts.length < 2 || parts.length > 3) throw bad(text, said`is no repeating interval`, HINT);
  const count = repeats[1] === '' ? undefined : Number(repeats[1]);
  if (count === 0) throw bad(text, said`repeats 0 times`, said`R1 fires once, R without a number for ever.`);
  if (third === undefined) return { count, start: undefined, step: stepOf(text, second) };
  if (second.startsWith('P'))
    throw bad(text, said`gives its end, not its start`, said`Write the start first: R/start/duration.`);
  const start = parseTimeText(second);
  if (!start) throw bad(text, said`starts at "${second}", which is no moment`, HINT);
  return { count, start, step: third.startsWith('P') ? stepOf(text, third) : stepBetween(text, start, third) };
}

function stepOf(text: string, duration: string): IntervalStep {
  const parts = DURATION.exec(duration)?.groups;
  if (!parts || duration.endsWith('P') || duration.endsWith('T'))
    throw bad(
      text,
      said`has "${duration}" where a duration should be`,
      said`Write whole units: PT15M, PT36H, P1D, P2W, P1M, P1Y.`,
    );
  const part = (name: string): number => Number(parts[name] ?? 0);
  const ms = (part('hours') * 3600 + part('minutes') * 60 + part('seconds')) * 1000;
  const dates = { months: part('years') * 12 + part('months'), days: part('weeks') * 7 + part('days') };
  if (dates.months > 12_000 || dates.days > 400_000 || ms > 400_000 * 86_400_000) throw bad(text, said`steps too far`);
  if (dates.months > 0 || dates.days > 0) return { kind: 'wall', ...dates, ms };
  if (ms < MIN_STEP_MS) throw bad(text, said`repeats without a pause`, said`The shortest interval is PT1S.`);
  return { kind: 'elapsed', ms };
}

/** `R/start/end`: the length of the first interval is that of all. */
function stepBetween(text: string, start: TimeText, end: string): IntervalStep {
  const other = parseTimeText(end);
  if (!other) throw bad(text, said`has "${end}" where a duration or an end should be`, HINT);
  if ((start.kind === 'instant') !== (other.kind === 'instant'))
    throw bad(text, said`has an offset at one of its ends only`, said`Give both ends an offset, or neither.`);
  const [from, to] = [start, other].map((time) => (time.kind === 'instant' ? time.at : time.local)) as [number, number];
  if (to - from < MIN_STEP_MS) throw bad(text, said`ends before it has begun`);
  return start.kind === 'instant'
    ? { kind: 'elapsed', ms: to - from }
    : { kind: 'wall', months: 0, days: 0, ms: to - from };
}

function bad(text: string, problem: Said, hint?: Said): ScheduleError {
  return new ScheduleError('interval', said`"${text.slice(0, 100)}" ${problem}`, hint === undefined ? {} : { hint });
}
