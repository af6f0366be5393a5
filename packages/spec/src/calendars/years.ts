/** The years that calendars are compiled for. */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2040;

export const ALL_YEARS: readonly number[] = Array.from(
  { length: LAST_YEAR - FIRST_YEAR + 1 },
  (_, i) => FIRST_YEAR + i,
);
