/** Firings to come, as people and programs read them. */
import { logicalDateOf } from '../params/run-context.ts';
import type { FiringNote, FiringTime } from './firing-time.ts';
import { logicalDate } from './intervals.ts';
import { type Schedule, zoneNameOf } from './schedule.ts';
import { zoneOf } from './zones.ts';

export interface FiringPreview {
  /** RFC 3339 in UTC, as {@link startsAt}. */
  readonly logicalTime: string;
  /** The same instant on the wall clock of the schedule's zone, with its offset. */
  readonly localTime: string;
  readonly startsAt: string;
  readonly logicalDate: string;
  /** Without `until` where nobody can say. */
  readonly held?: { readonly until?: string; readonly reason?: string };
  readonly notes: readonly FiringNote[];
}

export interface PreviewRange {
  /** Both ends included. */
  readonly from: number;
  readonly until?: number;
  readonly count: number;
}

export function previewFirings(schedule: Schedule, { from, until, count }: PreviewRange): readonly FiringPreview[] {
  const previews: FiringPreview[] = [];
  let previous: FiringTime | undefined;
  for (const firing of schedule.firings(from - 1, until)) {
    if (previews.length >= count) break;
    previews.push(previewOf(schedule, firing, previous));
    previous = firing;
  }
  return previews;
}

/** @param previous the firing before, which saves looking for it */
export function previewOf(schedule: Schedule, firing: FiringTime, previous?: FiringTime): FiringPreview {
  const zone = zoneNameOf(schedule.definition);
  const isForIntervalBefore = schedule.definition.covers !== 'same';
  return {
    logicalTime: new Date(firing.at).toISOString(),
    localTime: localTimeText(firing.at, zone),
    startsAt: new Date(firing.startAt).toISOString(),
    logicalDate:
      previous && isForIntervalBefore ? logicalDateOf(new Date(previous.at), zone) : logicalDate(schedule, firing.at),
    ...(firing.held && { held: heldText(firing.held) }),
    notes: firing.notes,
  };
}

/** As {@link FiringPreview} has it: what lasts until somebody does something has no end. */
export function heldText({ until, reason }: NonNullable<FiringTime['held']>): NonNullable<FiringPreview['held']> {
  return {
    ...(Number.isFinite(until) && { until: new Date(until).toISOString() }),
    ...(reason !== undefined && { reason }),
  };
}

/** `2026-11-21T00:10:00+08:00` */
export function localTimeText(at: number, timeZone: string): string {
  const { offset } = zoneOf(timeZone).pieceAt(at);
  const local = new Date(at + offset).toISOString();
  const fraction = local.slice(19, 23);
  return local.slice(0, 19) + (fraction === '.000' ? '' : fraction) + offsetText(offset);
}

function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[2] === 0 ? parts.slice(0, 2) : parts; // before standard time, zones had seconds
  return (offset < 0 ? '-' : '+') + shown.map((part) => String(part).padStart(2, '0')).join(':');
}
