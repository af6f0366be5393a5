import type { Calendar, CalendarDay } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const calendarView: View<Calendar> = {
  id: ({ project, name }) => `${project ?? 'default'}/${name}`,
  name: ({ project, name }) => `${project ?? 'default'}/${name}`,
  columns: [
    { name: 'project', value: ({ project }) => project ?? undefined },
    { name: 'name', value: ({ name }) => name },
    { name: 'origin', value: ({ origin }) => origin },
    { name: 'version', value: ({ version }) => version },
    { name: 'known-until', value: ({ knownUntil }) => knownUntil },
    { name: 'schedules', value: ({ schedules }) => schedules },
    { name: 'updated', kind: 'time', value: ({ updatedAt }) => updatedAt },
    { name: 'title', isWide: true, value: ({ title }) => title },
    { name: 'owner', isWide: true, value: ({ owner }) => owner },
    { name: 'tags', isWide: true, value: ({ tags }) => tags.join(',') },
    { name: 'known-years', isWide: true, value: ({ knownYears }) => yearsText(knownYears) },
    { name: 'hash', isWide: true, value: ({ hash }) => hash },
  ],
};

export const dayView: View<CalendarDay> = {
  id: ({ date }) => date,
  name: ({ date }) => date,
  columns: [
    { name: 'date', value: ({ date }) => date },
    { name: 'day', value: ({ open }) => (open === null ? 'unknown' : open ? 'open' : 'closed') },
    { name: 'mark', value: ({ mark }) => mark },
  ],
};

/** `2004-2026, 2028`. */
function yearsText(years: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const year of years) {
    const last = runs.at(-1);
    if (last && last[1] === year - 1) last[1] = year;
    else runs.push([year, year]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
