/** Moments as people write them in schedules: an instant, a local date-time of the schedule's zone, or a date. */

export type TimeText =
  | { readonly kind: 'instant'; readonly at: number }
  /** As {@link WallPattern} writes local times; of a date, its midnight. */
  | { readonly kind: 'local' | 'date'; readonly local: number };

const TEXT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/** Undefined: the text is none of them, or names a day or time that does not exist. */
export function parseTimeText(text: string): TimeText | undefined {
  const [, date, time, offset] = TEXT.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = Date.parse(`${date}T${time ?? '00:00'}Z`);
  // Some engines read 30 February as 2 March, and 24:00 as the next day.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== date) return undefined;
  if (time === undefined) return { kind: 'date', local };
  if (offset === undefined) return { kind: 'local', local };
  const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : { kind: 'instant', at };
}
