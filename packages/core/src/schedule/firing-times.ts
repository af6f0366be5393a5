/**
 * When a schedule fires: its pattern on the wall clock of its zone, with the daylight-saving policy of
 * GUARANTEES 3.8. Fixed-time patterns obey `dst`; all others follow elapsed time, which is what falls out
 * of walking through pieces of constant offset.
 */
import type { ScheduleDocument } from '../definition/document.ts';
import { type Cron, HORIZON_MS, parseCron } from './cron.ts';
import { type Zone, type ZonePiece, zoneOf } from './zones.ts';

export const FIRING_NOTES = ['dst_gap', 'dst_overlap', 'dst_merged'] as const;
export type FiringNote = (typeof FIRING_NOTES)[number];

export interface FiringTime {
  readonly at: number;
  readonly notes: readonly FiringNote[];
}

/** A gap this long is a zone that changes its date: those days never were. */
const LONGEST_GAP_MS = 3 * 3_600_000;

/** The zone a schedule's pattern is read in. */
export function zoneNameOf(definition: ScheduleDocument): string {
  return definition.timezone ?? 'UTC';
}

/** The first firing after an instant; undefined when the schedule has none left. @throws CronError */
export function nextFire(definition: ScheduleDocument, after: number): FiringTime | undefined {
  const cron = parseCron(definition.cron);
  const walk: Walk = {
    cron,
    zone: zoneOf(zoneNameOf(definition)),
    dst: { gap: 'after', overlap: 'first', ...definition.dst },
  };
  const regular = nextRegular(walk, after);
  const fromGap = nextFromGap(walk, after, regular?.at ?? after + HORIZON_MS);
  if (fromGap === undefined) return regular;
  if (!('at' in fromGap)) return regular && { at: regular.at, notes: ['dst_gap', ...regular.notes] };
  if (regular === undefined || fromGap.at < regular.at)
    return { at: fromGap.at, notes: fromGap.several ? ['dst_merged'] : ['dst_gap'] };
  return { at: regular.at, notes: ['dst_merged'] };
}

interface Walk {
  readonly cron: Cron;
  readonly zone: Zone;
  readonly dst: { readonly gap: 'after' | 'shift' | 'skip'; readonly overlap: 'first' | 'last' | 'both' };
}

/** The first firing whose local time exists. */
function nextRegular(walk: Walk, after: number): FiringTime | undefined {
  const limit = after + HORIZON_MS;
  let instant = after + 1;
  while (instant < limit) {
    const piece = walk.zone.pieceAt(instant);
    const local = walk.cron.next(instant + piece.offset, piece.end + piece.offset);
    if (local === undefined) {
      instant = piece.end;
      continue;
    }
    const at = local - piece.offset;
    const pass = walk.cron.fixedTime ? passOf(walk.zone, piece, local) : undefined;
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
    boundary = walk.zone.pieceAt(boundary).end;
  }
  return skipped;
}

function firingFromGap({ cron, zone, dst }: Walk, boundary: number, after: number): GapFiring | undefined {
  const before = zone.pieceAt(boundary - 1).offset;
  const length = zone.pieceAt(boundary).offset - before;
  if (length <= 0) return undefined;
  const from = boundary + before;
  const first = cron.next(from, from + length);
  if (first === undefined) return undefined;
  if (!cron.fixedTime || dst.gap === 'skip' || length >= LONGEST_GAP_MS)
    return boundary > after ? { skipped: true } : undefined;
  if (dst.gap === 'after') {
    return boundary > after ? { at: boundary, several: cron.next(first + 1, from + length) !== undefined } : undefined;
  }
  const shifted = cron.next(Math.max(from, after + 1 + before), from + length);
  return shifted === undefined ? undefined : { at: shifted - before, several: false };
}
