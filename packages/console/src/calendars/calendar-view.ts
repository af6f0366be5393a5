/** What the page of a calendar shows, as it stands in its address. */
export interface CalendarView {
  year?: number | undefined;
  as?: 'table' | undefined;
}

export function parseCalendarView({ year, as }: Record<string, unknown>): CalendarView {
  return {
    ...(typeof year === 'number' && Number.isInteger(year) && year >= 1970 && year <= 2199 && { year }),
    ...(as === 'table' && { as }),
  };
}
