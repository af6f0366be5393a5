/**
 * Events of whole days from iCalendar (RFC 5545), with their summaries. Only what makes a complete list of
 * dates is taken: a repeating event, or one at a time of day, is a problem with its line. No library tells
 * lines, and this is all of the grammar that dates need.
 */
import { type CalendarDates, dateOfDay, dayNumberOf } from '@carillon/core';
import { datesOf, type ImportedDates, type ImportProblem } from './imported-dates.ts';

interface Property {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** Of one event, by name, with the line it begins at. */
interface Event {
  readonly line: number;
  readonly properties: ReadonlyMap<string, Property>;
}

const REPEATING = ['RRULE', 'RDATE'];

export function readIcs(text: string): ImportedDates {
  const lines = unfolded(text);
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.toUpperCase() !== 'VCALENDAR')
    return { dates: [], problems: [{ line: 1, message: 'the file does not begin with BEGIN:VCALENDAR' }] };
  const events = [...eventsIn(lines)];
  const dates: CalendarDates[] = [];
  const problems: ImportProblem[] = [];
  for (const event of events) {
    if (event.properties.get('STATUS')?.value.toUpperCase() === 'CANCELLED') continue;
    const problem = obstacleOf(event) ?? addDates(event, dates);
    if (problem) problems.push(problem);
  }
  if (events.length === 0) problems.push({ line: 1, message: 'the file has no events' });
  return { dates, problems };
}

/** A line that begins with a space goes on from the one before. */
function unfolded(text: string): readonly Property[] {
  const lines: { text: string; line: number }[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last) last.text += line.slice(1);
    else if (line !== '') lines.push({ text: line, line: i + 1 });
  }
  return lines.map(({ text: whole, line }) => {
    // Parameters may hold a colon in quotes.
    const [, name = whole, value = ''] = /^([^;:]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/s.exec(whole) ?? [];
    return { name: name.toUpperCase(), value: value.trim(), line };
  });
}

/** Alarms within an event have properties of their own. */
function* eventsIn(lines: readonly Property[]): Generator<Event> {
  const open: string[] = [];
  let event: { line: number; properties: Map<string, Property> } | undefined;
  for (const property of lines) {
    if (property.name === 'BEGIN') {
      open.push(property.value.toUpperCase());
      if (open.at(-1) === 'VEVENT') event = { line: property.line, properties: new Map() };
    } else if (property.name === 'END') {
      if (open.pop() === 'VEVENT' && event) yield event;
    } else if (open.at(-1) === 'VEVENT') event?.properties.set(property.name, property);
  }
}

function obstacleOf({ properties, line }: Event): ImportProblem | undefined {
  for (const name of REPEATING) {
    const found = properties.get(name);
    if (found)
      return {
        line: found.line,
        message: `the event repeats (${name}); only single dates and ranges are imported`,
        hint: 'Export the events of the years you need one by one.',
      };
  }
  const start = properties.get('DTSTART');
  if (!start) return { line, message: 'the event has no DTSTART' };
  const timed = [start, properties.get('DTEND')].find((property) => property && !/^\d{8}$/.test(property.value));
  if (!timed) return undefined;
  return {
    line: timed.line,
    message: `"${timed.value.slice(0, 64)}" is not a date; only events of whole days are imported`,
    hint: 'Remove the event, or make it last all day.',
  };
}

function addDates({ properties, line }: Event, dates: CalendarDates[]): ImportProblem | undefined {
  const start = properties.get('DTSTART')?.value ?? '';
  try {
    const first = dayNumberOf(dashed(start));
    const days = lengthOf(first, properties);
    if (days < 1) return { line, message: 'the event ends before it begins' };
    dates.push(datesOf(dateOfDay(first), dateOfDay(first + days - 1), plain(properties.get('SUMMARY')?.value ?? '')));
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return { line, message: error.message };
    throw error;
  }
}

/** In days. DTEND is excluded; without an end an event lasts its day. */
function lengthOf(first: number, properties: Event['properties']): number {
  const end = properties.get('DTEND');
  const duration = properties.get('DURATION');
  if (end) return Math.max(dayNumberOf(dashed(end.value)) - first, dashed(end.value) === dateOfDay(first) ? 1 : 0);
  if (!duration) return 1;
  const [, count, unit] = /^\+?P(\d{1,3})([DW])$/.exec(duration.value) ?? [];
  if (count === undefined) throw new RangeError(`"${duration.value.slice(0, 64)}" is no duration of whole days`);
  return Number(count) * (unit === 'W' ? 7 : 1);
}

const dashed = (date: string): string => date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

const plain = (text: string): string =>
  text.replace(/\\([\\;,nN])/g, (_, mark: string) => (mark.toLowerCase() === 'n' ? ' ' : mark));
