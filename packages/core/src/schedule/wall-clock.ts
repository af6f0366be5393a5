/**
 * When a pattern fires on the wall clock of a zone, with the daylight-saving policy of GUARANTEES 3.8.
 * Fixed-time patterns obey `dst`; all others follow elapsed time, which is what falls out of walking
 * through pieces of constant offset.
 */
import type { DstPolicy } from '../definition/schedule-document.ts';
import type { PlannedTime, Timeline } from './firing-time.ts';
import { END_OF_TIME } from './horizon.ts';
import { type Zone, type ZonePiece, zoneOf } from './zones.ts';

/** Local times, written as the milliseconds that the same wall clock would have in UTC. */
export interface WallPattern {
  /** It names times of day, so that `dst` says what happens to those that the clock skips or repeats. */
  readonly fixedTime: boolean;
  /** The first local time at or after `from`, before `until`; undefined when there is none. */
  next(from: number, until: number): number | undefined;
}

const DAY_MS = 86_400_000;
/** A gap this long is a zone that changes its date: those days never were. */
const LONGEST_GAP_MS = 3 * 3_600_000;

interface Walk {
  readonly pattern: WallPattern;
  readonly zone: Zone;
  readonly dst: Required<DstPolicy>;
}

export function wallTimeline(pattern: WallPattern, zone: string, dst: DstPolicy = {}): Timeline {
  const walk: Walk = { pattern, zone: zoneOf(zone), dst: { gap: 'after', overlap: 'first', ...dst } };
  return { next: (after) => nextOf(walk, after) };
}

function nextOf(walk: Walk, instant: number): PlannedTime | undefined {
  const after = quietUntil(walk, instant);
  if (after === undefined) return undefined;
  const regular = nextRegular(walk, after);
  const fromGap = nextFromGap(walk, after, regular?.at ?? END_OF_TIME);
  if (fromGap === undefined) return regular;
  if (!('at' in fromGap)) return regular && { at: regular.at, notes: ['dst_gap', ...regular.notes] };
  if (regular === undefined || fromGap.at < regular.at)
    return { at: fromGap.at, notes: fromGap.several ? ['dst_merged'] : ['dst_gap'] };
  return { at: regular.at, notes: ['dst_merged'] };
}

/**
 * Years without a local time are not walked through: no firing lies two days before the first local time,
 * since no offset and no gap is that large. Undefined where the pattern has ended.
 */
function quietUntil({ pattern, zone }: Walk, after: number): number | undefined {
  const { offset, end } = zone.pieceAt(after);
  if (pattern.next(after + 1 + offset, end + offset) !== undefined) return after;
  const local = pattern.next(after - 2 * DAY_MS, END_OF_TIME);
  return local === undefined ? undefined : Math.max(after, local - 2 * DAY_MS);
}

/** The first firing whose local time exists. */
function nextRegular(walk: Walk, after: number): PlannedTime | undefined {
  let instant = after + 1;
  while (instant < END_OF_TIME) {
    const piece = walk.zone.pieceAt(instant);
    const local = walk.pattern.next(instant + piece.offset, piece.end + piece.offset);
    if (local === undefined) {
      instant = (quietUntil(walk, piece.end - 1) ?? END_OF_TIME) + 1;
      continue;
    }
    const at = local - piece.offset;
    const pass = walk.pattern.fixedTime ? passOf(walk.zone, piece, local) : undefined;
    if (pass === undefined) return { at, notes: [] };
    if (walk.dst.overlap === 'both' || walk.dst.overlap === pass) return { at, notes: ['dst_overlap'] };
    instant = at + 1;
  }
  return undefined;
}

/** Which of two occurrences of a local time this is; undefined when it occurs once. */
function passOf(zone: Zone, piece: ZonePiece, local: number): 'first' | 'last' | undefined {
  if (local < piece.start + zone.pieceAt(piece.start - 1).offset) return 'last';
  return local >= piece.end + zone.pieceAt(piece.end).offset ? 'first' : undefined;
}

/** A firing moved out of a gap; without `at`, the gap's local times fire nowhere. */
type GapFiring = { readonly at: number; readonly several: boolean } | { readonly skipped: true };

/** The first gap that takes local times of the pattern and matters before or at `until`. */
function nextFromGap(walk: Walk, after: number, until: number): GapFiring | undefined {
  let skipped: GapFiring | undefined;
  let boundary = walk.zone.pieceAt(after - LONGEST_GAP_MS).end;
  while (boundary <= until) {
    const found = firingFromGap(walk, boundary, after);
    if (found && 'at' in found) return found.at <= until ? found : skipped;
    skipped ??= found;
    const quiet = quietUntil(walk, boundary);
    if (quiet === undefined) return skipped;
    boundary = walk.zone.pieceAt(Math.max(boundary, quiet - LONGEST_GAP_MS)).end;
  }
  return skipped;
}

function firingFromGap({ pattern, zone, dst }: Walk, boundary: number, after: number): GapFiring | undefined {
  const before = zone.pieceAt(boundary - 1).offset;
  const length = zone.pieceAt(boundary).offset - before;
  if (length <= 0) return undefined;
  const from = boundary + before;
  const first = pattern.next(from, from + length);
  if (first === undefined) return undefined;
  if (!pattern.fixedTime || dst.gap === 'skip' || length >= LONGEST_GAP_MS)
    return boundary > after ? { skipped: true } : undefined;
  if (dst.gap === 'after') {
    return boundary > after
      ? { at: boundary, several: pattern.next(first + 1, from + length) !== undefined }
      : undefined;
  }
  const shifted = pattern.next(Math.max(from, after + 1 + before), from + length);
  return shifted === undefined ? undefined : { at: shifted - before, several: false };
}

/** The instant of one local time, as a fixed-time pattern would have it; undefined on a day that never was. */
export function instantOfLocal(local: number, zone: string, dst: DstPolicy = {}): number | undefined {
  return wallTimeline(localTimes([local]), zone, dst).next(local - 2 * DAY_MS)?.at;
}

/** A pattern of local times that are written down one by one, in order. */
export function localTimes(times: readonly number[]): WallPattern {
  return {
    fixedTime: true,
    next: (from, until) => {
      const found = times.find((time) => time >= from);
      return found !== undefined && found < until ? found : undefined;
    },
  };
}
